namespace Smg.WasmPerf.Cli.Shell;

/// <summary>The command line is wrong; the message is one clear line.</summary>
internal sealed class UsageException(string message) : Exception(message);
