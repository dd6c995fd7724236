namespace Smg.Wasm.Modules;

/// <summary>What happens to a message when a module that should decide on it fails.</summary>
public enum FailurePolicy
{
    /// <summary>The message is refused: nothing passes a module that could not decide.</summary>
    Closed,

    /// <summary>The message continues as if the module were not registered.</summary>
    Open,
}
