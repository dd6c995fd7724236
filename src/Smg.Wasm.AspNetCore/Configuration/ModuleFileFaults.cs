using Smg.Wasm.Modules;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>What is wrong with the files of modules, without compiling or calling any.</summary>
internal static class ModuleFileFaults
{
    /// <summary>Modules whose file is missing, cannot be read, or has another digest than it should.</summary>
    /// <param name="options">The modules.</param>
    /// <param name="root">The folder that relative paths begin at.</param>
    public static IEnumerable<ConfigurationFault> Find(SmgWasmOptions options, string root)
    {
        foreach (WasmModuleOptions module in options.Modules.Where(module => module.Path.Length > 0))
        {
            if (FindFault(module, root) is { } fault)
            {
                yield return fault.Below(module.Key).Below(options.Section);
            }
        }
    }

    private static ConfigurationFault? FindFault(WasmModuleOptions module, string root)
    {
        string path = Path.GetFullPath(module.Path, root);
        try
        {
            if (!File.Exists(path))
            {
                return new("Path", $"is '{path}', which does not exist");
            }

            using FileStream file = File.OpenRead(path);
            if (!Sha256Digest.TryParse(module.Sha256, out Sha256Digest wanted))
            {
                return null;
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            Sha256Digest found = Sha256Digest.Of(bytes);
            return found == wanted ? null : new("Sha256", $"is {wanted}, but the file '{path}' has {found}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("Path", $"is '{path}', which cannot be read: {e.Message}");
        }
    }
}
