namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>
/// Names the modules that see the requests of a controller, an action or another endpoint. A module that is not registered makes the
/// endpoint answer 503.
/// </summary>
/// <param name="modules">The names; an empty list for no module.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WasmModulesAttribute(params string[] modules) : Attribute, IWasmModulesMetadata
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Modules { get; } = modules;
}
