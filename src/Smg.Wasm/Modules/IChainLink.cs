using System.Diagnostics.CodeAnalysis;

namespace Smg.Wasm.Modules;

/// <summary>A module's place in a chain. A host's type of module implements it, so that a list of these is a chain.</summary>
public interface IChainLink
{
    /// <summary>The module.</summary>
    [SuppressMessage(
        "Naming",
        "CA1716:Identifiers should not match keywords",
        Justification = "The keyword is Visual Basic's; a module is called so everywhere here."
    )]
    WasmModule Module { get; }

    /// <summary>What happens to a message when the module fails.</summary>
    FailurePolicy FailurePolicy { get; }

    /// <summary>Whether the module gets the message's body; otherwise it is called with an empty one. Defaults to true.</summary>
    bool NeedsBody => true;
}
