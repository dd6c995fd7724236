namespace Smg.Wasm.Compilation.Guard;

/// <summary>The ways in which a compile in its own process ends.</summary>
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

    /// <summary>The process could not be started.</summary>
    NotStarted,
}
