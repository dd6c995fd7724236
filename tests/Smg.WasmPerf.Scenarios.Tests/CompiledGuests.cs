using Smg.Wasm.Options;

namespace Smg.WasmPerf.Scenarios.Tests;

/// <summary>The folder in which the runtimes of one test run find what the others compiled.</summary>
internal static class CompiledGuests
{
    public static string Folder { get; } = Create();

    /// <summary>Guests in JavaScript take seconds to optimize, and what is tested is the same without.</summary>
    public static OptimizationLevel Level => OptimizationLevel.None;

    private static string Create()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-compiled-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder.FullName;
    }
}
