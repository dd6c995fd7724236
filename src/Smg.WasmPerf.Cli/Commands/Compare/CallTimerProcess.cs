using System.Diagnostics;
using System.Globalization;
using Smg.WasmPerf.CallTimer;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>A process that makes calls on the runtime of one commit and measures their time. It lives for one round.</summary>
internal sealed class CallTimerProcess : IDisposable
{
    private readonly string _side;
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Starts the process. It is not ready yet.</summary>
    /// <param name="side">What messages call it.</param>
    /// <param name="assembly">The call timer that was built with the commit.</param>
    /// <param name="calls">What it will be asked to call.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public CallTimerProcess(string side, string assembly, IReadOnlyList<TimedCall> calls, CancellationToken cancellationToken)
    {
        _side = side;
        _cancellation = cancellationToken;
        ProcessStartInfo start = new("dotnet", ["exec", assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // All code is optimised at its first call: what a process's tiers saw first, and whether they were done, would differ from process
        // to process.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        _process = Programs.Start(start);
        _error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _registration = cancellationToken.UnsafeRegister(static process => Kill((Process)process!), _process);
        Send(TimedCall.Write(calls));
    }

    /// <summary>Waits until the process has made its first calls.</summary>
    /// <exception cref="InvalidOperationException">It cannot make them; the message says why.</exception>
    public void WaitUntilReady() => Receive();

    /// <summary>Runs a block of calls.</summary>
    /// <param name="call">Which call: its place in the list.</param>
    /// <param name="count">How many.</param>
    /// <returns>The mean time of a call, in microseconds.</returns>
    public double Run(int call, int count)
    {
        Send(string.Create(CultureInfo.InvariantCulture, $"{call} {count}"));
        return double.Parse(Receive(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        Kill(_process);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private void Send(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; its answer, or its end, says why.
        }
    }

    private string Receive()
    {
        const string Error = "error: ";
        string? answer = _process.StandardOutput.ReadLine();
        _cancellation.ThrowIfCancellationRequested();
        if (answer is null)
        {
            _process.WaitForExit();
            string said = _error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "without output";
            throw new InvalidOperationException($"the call timer of {_side} ended with exit code {_process.ExitCode}: {said.Trim()}");
        }

        return answer.StartsWith(Error, StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{_side}: {answer[Error.Length..]}")
            : answer;
    }
}
