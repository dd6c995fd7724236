namespace Smg.WasmPerf.Cli.Shell;

/// <summary>How this process was started.</summary>
internal static class Invocation
{
    /// <summary>The variable in which <c>run-bench.sh</c> leaves the name it was started by.</summary>
    public const string NameVariable = "SMG_WASMPERF_NAME";

    /// <summary>The name to start it by again: that of the script, or of the program itself.</summary>
    public static string Name { get; } = Environment.GetEnvironmentVariable(NameVariable) is { Length: > 0 } name ? name : "smg-wasmperf";

    /// <summary>The command line, as a shell reads it.</summary>
    public static string CommandLine => ShellCommand.Of(Name, Environment.GetCommandLineArgs().Skip(1));
}
