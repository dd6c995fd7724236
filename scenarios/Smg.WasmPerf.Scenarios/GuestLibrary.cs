using Smg.Wasm.Modules;

namespace Smg.WasmPerf.Scenarios;

/// <summary>The prebuilt guests beside the assembly.</summary>
public static class GuestLibrary
{
    /// <summary>Where the guests are: one folder each, with the component of the same name.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "guests");

    /// <summary>The guests that a benchmark calls in turn, by name.</summary>
    public static IReadOnlyList<string> Benchmarked { get; } =
    ["minimal", "auth", "logging", "rate-limit", "body-rewrite", "js-auth", "js-rewrite"];

    /// <summary>Loads a guest.</summary>
    /// <exception cref="FileNotFoundException">The guest is unknown; the message names the known ones.</exception>
    public static WasmModule Load(string name)
    {
        string path = Path.Combine(Folder, name, name + ".wasm");
        if (!File.Exists(path))
        {
            string known = string.Join(", ", Directory.GetDirectories(Folder).Select(Path.GetFileName).Order());
            throw new FileNotFoundException($"Unknown guest '{name}'. Guests: {known}.", path);
        }

        return WasmModule.FromFile(name, path);
    }
}
