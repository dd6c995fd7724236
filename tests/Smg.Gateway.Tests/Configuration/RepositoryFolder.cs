namespace Smg.Gateway.Tests.Configuration;

/// <summary>The repository that the tests were built from.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(System.IO.Path.Combine(folder.FullName, "Smg.WasmPerf.sln")) ? folder.FullName : Find(folder.Parent!);
}
