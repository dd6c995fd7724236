namespace Smg.Architecture.Tests;

/// <summary>The repository that the tests were built from. The path of a source file would not show it: a build in CI leaves it out.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(System.IO.Path.Combine(folder.FullName, "Smg.WasmPerf.sln"))
            ? folder.FullName
            : Find(folder.Parent ?? throw new InvalidOperationException("The repository was not found."));
}
