namespace Smg.WasmPerf.Wording;

/// <summary>How reports name the lab's program, in words that hold on other machines too.</summary>
public static class LabCommand
{
    private const string Script = "./run-bench.sh";
    private const string Tool = "smg-wasmperf";

    /// <summary>Whether this process runs from the .NET tool, which brings no source tree.</summary>
    public static bool IsTool { get; } = IsToolFolder(AppContext.BaseDirectory);

    /// <summary>The name: that of the installed tool, or of the script in a source tree.</summary>
    public static string Name { get; } = IsTool ? Tool : Script;

    /// <summary>The command line that runs a command.</summary>
    /// <param name="arguments">The command and its options, as a shell reads them.</param>
    public static string Of(string arguments) => $"{Name} {arguments}";

    /// <summary>Whether a program in a folder was installed as a .NET tool: its package's settings lie beside it.</summary>
    /// <param name="folder">The program's folder.</param>
    internal static bool IsToolFolder(string folder) => File.Exists(Path.Combine(folder, "DotnetToolSettings.xml"));
}
