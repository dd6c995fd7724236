namespace Smg.WasmPerf.Diagnostics;

/// <summary>The diagnostics port of this process does not answer.</summary>
public sealed class DiagnosticsUnavailableException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">The reason as the runtime gives it; its first sentence is passed on.</param>
    public DiagnosticsUnavailableException(string reason)
        : base(
            $"the diagnostics port of this process does not answer ({reason.Split(". ")[0].TrimEnd('.')}): unset "
                + "DOTNET_EnableDiagnostics and DOTNET_EnableDiagnostics_IPC, set TMPDIR to a folder that can be written, or leave "
                + "out --diagnostics and --trace"
        ) { }
}
