namespace Smg.Wasm.Options;

/// <summary>Where components are compiled.</summary>
public enum CompileGuard
{
    /// <summary>
    /// In its own process, whose time and memory are limited: what a hostile component does to a compiler, it does to that process.
    /// </summary>
    ChildProcess,

    /// <summary>In this process, without limits. For components that are trusted.</summary>
    None,
}
