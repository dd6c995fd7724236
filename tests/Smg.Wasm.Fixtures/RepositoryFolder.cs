namespace Smg.Wasm.Fixtures;

/// <summary>
/// The repository that the tests were built from. It is found from the place of their files, because a build in CI leaves the paths of
/// source files out.
/// </summary>
public static class RepositoryFolder
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(System.IO.Path.Combine(folder.FullName, "Smg.WasmPerf.sln"))
            ? folder.FullName
            : Find(folder.Parent ?? throw new InvalidOperationException("The repository was not found."));
}
