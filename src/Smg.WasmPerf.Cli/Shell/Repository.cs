namespace Smg.WasmPerf.Cli.Shell;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution; the working folder when the program was moved out of its checkout.</summary>
    public static string Root { get; } = FindRoot() ?? Environment.CurrentDirectory;

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Smg.WasmPerf.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
