namespace Smg.Wasm.Options;

/// <summary>Process in which components are compiled.</summary>
public enum CompileGuard
{
    /// <summary>A child process with limits of time and memory: a component that harms the compiler harms that process alone.</summary>
    ChildProcess,

    /// <summary>This process, without limits. For trusted components.</summary>
    None,
}
