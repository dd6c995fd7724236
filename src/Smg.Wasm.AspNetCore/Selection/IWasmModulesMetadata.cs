namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>Metadata of an endpoint that names the modules which see its requests. All other modules do not; without it, all do.</summary>
public interface IWasmModulesMetadata
{
    /// <summary>The names, in any order: modules run in the order of their registration. Empty for no module.</summary>
    IReadOnlyList<string> Modules { get; }
}
