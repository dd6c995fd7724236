namespace Smg.WasmPerf.Diagnostics;

/// <summary>This process cannot be looked into.</summary>
public sealed class DiagnosticsUnavailableException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">The reason as the runtime gives it; its first sentence is passed on.</param>
    public DiagnosticsUnavailableException(string reason)
        : base(
            $"this process cannot be looked into, for its diagnostics port does not answer ({reason.Split(". ")[0].TrimEnd('.')}): "
                + "unset DOTNET_EnableDiagnostics and DOTNET_EnableDiagnostics_IPC, let TMPDIR name a folder that can be "
                + "written, or leave out --diagnostics and --trace"
        ) { }
}
