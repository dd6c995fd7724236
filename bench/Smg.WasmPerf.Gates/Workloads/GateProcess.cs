using System.Diagnostics;
using System.Reflection;
using Smg.Wasm.Compilation.Guard;
using Smg.Wasm.Options;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// A process of this assembly's program, which is talked to by lines: the first says that it is ready, and the end of its input ends it.
/// </summary>
internal sealed class GateProcess : IDisposable
{
    /// <summary>What the line of a failure begins with.</summary>
    public const string Failure = "failed: ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly Process _process;

    private GateProcess(Process process) => _process = process;

    /// <summary>What the process said when it was ready.</summary>
    public string Ready { get; private set; } = "";

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <param name="options">The options of its runtime.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="wrap">What the process is started under; null for nothing.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message says why.</exception>
    public static GateProcess Start(
        WasmRuntimeOptions options,
        IReadOnlyList<string> arguments,
        Func<ProcessStartInfo, ProcessStartInfo>? wrap = null
    )
    {
        ProcessStartInfo start = CompilerProgram.Start(Assembly.GetExecutingAssembly().Location, arguments);
        start = wrap?.Invoke(start) ?? start;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        foreach (OptionDescriptor option in OptionsCatalogue.All)
        {
            start.Environment[OptionsLoader.EnvironmentPrefix + option.SnakeName.ToUpperInvariant()] = option.Read(options);
        }

        GateProcess process = new(Process.Start(start)!);
        try
        {
            process.Ready = process.Read();
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Sends a line.</summary>
    public void Write(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for a line.</summary>
    /// <exception cref="InvalidOperationException">None came, or it says that the process failed.</exception>
    public string Read()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        return !line.Wait(Patience) ? throw new InvalidOperationException("The gate's process did not answer in time.")
            : line.Result is not { } text ? throw new InvalidOperationException("The gate's process ended unexpectedly.")
            : text.StartsWith(Failure, StringComparison.Ordinal) ? throw new InvalidOperationException(text[Failure.Length..])
            : text;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(EndPatience))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
