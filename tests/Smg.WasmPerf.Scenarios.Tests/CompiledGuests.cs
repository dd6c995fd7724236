namespace Smg.WasmPerf.Scenarios.Tests;

/// <summary>The folder in which the runtimes of one test run find what the others compiled.</summary>
internal static class CompiledGuests
{
    public static string Folder { get; } = Create();

    private static string Create()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-compiled-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder.FullName;
    }
}
