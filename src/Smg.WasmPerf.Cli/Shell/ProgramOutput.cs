using System.Diagnostics;

namespace Smg.WasmPerf.Cli.Shell;

/// <summary>What a program wrote before it ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Text">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ProgramOutput(int ExitCode, string Text, string Errors)
{
    /// <summary>Both outputs.</summary>
    public string All => Text + Errors;

    /// <summary>The last line of both, for a message.</summary>
    public string LastLine => All.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("it wrote nothing");

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program; its outputs are redirected.</param>
    /// <param name="cancellationToken">Ends the program, and those that it started.</param>
    /// <exception cref="InvalidOperationException">The program cannot be started.</exception>
    public static ProgramOutput Of(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Programs.Start(start);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static process => ((Process)process!).Kill(entireProcessTree: true),
            process
        );
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return new ProgramOutput(process.ExitCode, text, errors.Result);
    }
}
