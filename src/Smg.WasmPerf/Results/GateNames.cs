namespace Smg.WasmPerf.Results;

/// <summary>Former names of gates: files and filters that use them still work.</summary>
public static class GateNames
{
    private static readonly Dictionary<string, string> CurrentByFormer = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bridge_vs_dynamic_2k"] = "runtime_vs_package_api_2k",
        ["bridge_vs_dynamic_16k"] = "runtime_vs_package_api_16k",
        ["bridge_vs_dynamic_128k"] = "runtime_vs_package_api_128k",
    };

    /// <summary>The present name of a gate.</summary>
    /// <param name="name">The gate's present name or a former one.</param>
    public static string Current(string name) => CurrentByFormer.GetValueOrDefault(name, name);

    /// <summary>The names of a gate, the present one first.</summary>
    /// <param name="current">The present name.</param>
    public static IEnumerable<string> All(string current) =>
        CurrentByFormer.Where(pair => pair.Value == current).Select(pair => pair.Key).Prepend(current);
}
