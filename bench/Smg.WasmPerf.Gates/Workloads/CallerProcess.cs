using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Smg.Wasm.Compilation.Guard;
using Smg.Wasm.Options;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// A process with a runtime and callers in it, which run a block when they are asked to. Two of them share the processors and nothing else.
/// </summary>
internal sealed class CallerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private CallerProcess(Process process) => _process = process;

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <param name="options">The options of its runtime.</param>
    /// <param name="plan">What its callers call.</param>
    /// <param name="wrap">What the process is started under; null for nothing.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message says why.</exception>
    public static CallerProcess Start(WasmRuntimeOptions options, CallerPlan plan, Func<ProcessStartInfo, ProcessStartInfo>? wrap = null)
    {
        ProcessStartInfo start = CompilerProgram.Start(Assembly.GetExecutingAssembly().Location, plan.ToArguments());
        start = wrap?.Invoke(start) ?? start;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        foreach (OptionDescriptor option in OptionsCatalogue.All)
        {
            start.Environment[OptionsLoader.EnvironmentPrefix + option.SnakeName.ToUpperInvariant()] = option.Read(options);
        }

        CallerProcess caller = new(Process.Start(start)!);
        try
        {
            _ = caller.Read();
            return caller;
        }
        catch
        {
            caller.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a block.</summary>
    /// <param name="calls">Calls of each caller.</param>
    public void Begin(int calls)
    {
        _process.StandardInput.WriteLine(calls.ToString(CultureInfo.InvariantCulture));
        _process.StandardInput.Flush();
    }

    /// <summary>Runs a block.</summary>
    /// <param name="calls">Calls of each caller.</param>
    public void Run(int calls)
    {
        Begin(calls);
        _ = End();
    }

    /// <summary>Waits for the block's end.</summary>
    /// <returns>When it began and ended, as <see cref="Stopwatch.GetTimestamp"/> counts in every process of this machine.</returns>
    public (long Began, long Ended) End()
    {
        string[] words = Read().Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private string Read()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        return !line.Wait(Patience) ? throw new InvalidOperationException("The process of a caller did not answer in time.")
            : line.Result is not { } text ? throw new InvalidOperationException("The process of a caller ended unexpectedly.")
            : text.StartsWith(CallerProgram.Failure, StringComparison.Ordinal)
                ? throw new InvalidOperationException(text[CallerProgram.Failure.Length..])
            : text;
    }
}
