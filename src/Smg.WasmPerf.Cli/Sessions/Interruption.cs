using System.Diagnostics;
using System.Runtime.InteropServices;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Sessions;

/// <summary>
/// Ends the process at a signal. The first cancels what runs, has what was measured written, and exits within two seconds, whatever still
/// runs; the second exits at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>From the signal to the exit, with a margin for the exit itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.4);

    /// <summary>What the reports may take of it.</summary>
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(1.2);

    private readonly CancellationTokenSource _cancel = new();
    private readonly ManualResetEventSlim _unwound = new();
    private readonly RunConsole _console;
    private readonly RunSessions _sessions;
    private readonly ProcessEnd _process;
    private readonly PosixSignalRegistration[] _registrations;
    private int _code;

    /// <summary>Takes the signals over.</summary>
    /// <param name="console">Restored before the exit.</param>
    /// <param name="sessions">What was measured.</param>
    /// <param name="process">Ends the process and those that it started.</param>
    public Interruption(RunConsole console, RunSessions sessions, ProcessEnd process)
    {
        _console = console;
        _sessions = sessions;
        _process = process;
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal =>
                PosixSignalRegistration.Create(
                    signal,
                    context =>
                    {
                        context.Cancel = true;
                        Signal(ExitCode.Of(context.Signal));
                    }
                )
            ),
        ];
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Whether a signal came.</summary>
    public bool HasBegun => Volatile.Read(ref _code) != 0;

    /// <summary>
    /// Whether the first signal is the usual way to end: it cancels, and the command ends with the exit code of its outcome.
    /// </summary>
    public bool IsUsualEnd { get; set; }

    /// <summary>Acts on a signal.</summary>
    /// <param name="code">The exit code that the signal asks for.</param>
    public void Signal(int code)
    {
        if (Interlocked.CompareExchange(ref _code, code, 0) != 0)
        {
            _console.Close();
            _process.Exit(code);
            return;
        }

        // Reporting it must not delay the signal.
        Task cancelled = Task.Run(_cancel.Cancel);
        if (IsUsualEnd)
        {
            return;
        }

        long began = Stopwatch.GetTimestamp();
        _console.Close();
        _process.KillChildren();
        string files = Save();
        ErrorLine.Write(Console.Error, $"Interrupted. {files}");
        TimeSpan left = Grace - Stopwatch.GetElapsedTime(began);
        _unwound.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero, CancellationToken.None);
        _process.Exit(code);
        GC.KeepAlive(cancelled);
    }

    /// <summary>
    /// The command has returned: where a signal came, nothing is left to wait for, and the signal's own way ends the process.
    /// </summary>
    public void Unwound()
    {
        _unwound.Set();
        if (HasBegun && !IsUsualEnd)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _cancel.Dispose();
        _unwound.Dispose();
    }

    private string Save()
    {
        try
        {
            return _sessions.Abandon(ReportTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The results cannot be written: {e.Message}";
        }
    }
}
