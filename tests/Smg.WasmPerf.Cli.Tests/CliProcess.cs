using System.Diagnostics;
using System.Globalization;
using System.Text;
using Smg.WasmPerf.Cli.Commands.Measure;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>The built program in its own process.</summary>
internal sealed class CliProcess : IDisposable
{
    /// <summary>The host's whole path: a test may leave the program with another search path.</summary>
    private static readonly string Dotnet = Environment
        .GetEnvironmentVariable("PATH")!
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "dotnet"))
        .First(File.Exists);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    /// <summary>Starts it.</summary>
    /// <param name="host">Options of the host, before the program.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="arguments">The command line.</param>
    public CliProcess(string[] host, (string Name, string Value)[] environment, params string[] arguments)
    {
        // A script that starts the tests in the background leaves SIGINT ignored, and a process hands that on.
        ProcessStartInfo start = new(
            "env",
            ["--default-signal=INT", Dotnet, .. host, typeof(MeasureHandler).Assembly.Location, .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it without anything special.</summary>
    public CliProcess(params string[] arguments)
        : this([], [], arguments) { }

    /// <summary>What it has written so far.</summary>
    public string Output => Read(_output);

    /// <summary>Sends a signal, for instance <c>TERM</c>.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, Output, Read(_error));
    }

    /// <summary>Waits until a condition holds, while it runs.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Assert.False(_process.HasExited, $"it has ended: {Output}{Read(_error)}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line is null ? "" : line + "\n");
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
