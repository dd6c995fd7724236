using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Model;

namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>
/// The modules that an endpoint names: by its metadata, or as a route of YARP by <c>"Metadata": { "wasm": "auth, redact" }</c>.
/// </summary>
internal sealed class RouteModules
{
    /// <summary>The key in the metadata of a YARP route.</summary>
    public const string Key = "wasm";

    private static readonly ConditionalWeakTable<Endpoint, RouteModules> Known = [];

    private RouteModules(Endpoint endpoint)
    {
        Names =
            endpoint.Metadata.GetMetadata<IWasmModulesMetadata>()?.Modules
            ?? Split(endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Metadata);
    }

    /// <summary>The names; null where the endpoint names none and all modules see its requests.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>The names that an endpoint has; null for all modules.</summary>
    public static IReadOnlyList<string>? Of(Endpoint? endpoint) =>
        endpoint is null ? null : Known.GetValue(endpoint, static endpoint => new RouteModules(endpoint)).Names;

    private static string[]? Split(IReadOnlyDictionary<string, string>? metadata)
    {
        foreach ((string key, string value) in metadata ?? new Dictionary<string, string>())
        {
            if (key.Equals(Key, StringComparison.OrdinalIgnoreCase))
            {
                return value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            }
        }

        return null;
    }
}
