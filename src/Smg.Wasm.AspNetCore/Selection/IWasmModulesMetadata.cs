namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>Metadata of an endpoint that lists the modules which see its requests. Without it, all modules see them.</summary>
public interface IWasmModulesMetadata
{
    /// <summary>The names, in any order: modules run in the order of their registration. Empty for no module.</summary>
    IReadOnlyList<string> Modules { get; }
}
