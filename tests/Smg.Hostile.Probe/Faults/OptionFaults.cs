using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Options;

namespace Smg.Hostile.Probe.Faults;

/// <summary>Options at the ends of what they may be.</summary>
internal static class OptionFaults
{
    /// <summary>
    /// Each integer option at its lowest and at its highest value: a runtime that starts serves, and one that does not says why.
    /// </summary>
    public static string Bounds(string folder)
    {
        _ = folder;
        int started = 0;
        int refused = 0;
        foreach (OptionDescriptor option in OptionsCatalogue.All)
        {
            string[] words = option.Bounds.Replace(",", "", StringComparison.Ordinal).Split(' ');
            if (words is not [_, "to", _, ..] || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                continue;
            }

            foreach (string value in (string[])[words[0], words[2]])
            {
                _ = TryServe(option, value) ? started++ : refused++;
            }
        }

        return $"started {started}, refused {refused}";
    }

    private static bool TryServe(OptionDescriptor option, string value)
    {
        WasmRuntimeOptions options = option.TrySet(new WasmRuntimeOptions(), value)!;
        try
        {
            using WasmRuntime runtime = new(options);
            Served.Call(runtime, Served.NewModule(401));
            return true;
        }
        catch (OptionsException e)
        {
            Served.Must(e.Errors.Count == 1, $"{option.Name}={value} gave {e.Errors.Count} errors");
            return false;
        }
    }
}
