namespace Smg.Wasm.Compilation.Guard;

/// <summary>The ways in which a compile in a process of its own ends.</summary>
internal enum CompileEnd
{
    /// <summary>There is code.</summary>
    Compiled,

    /// <summary>Wasmtime refused the component.</summary>
    Refused,

    /// <summary>It took more than its limit of processor time, or far longer by the clock, and the process was ended.</summary>
    TimedOut,

    /// <summary>It wanted more memory than it may have.</summary>
    OutOfMemory,

    /// <summary>The process ended in another way.</summary>
    Died,

    /// <summary>There is no process: none can be started.</summary>
    NotStarted,
}
