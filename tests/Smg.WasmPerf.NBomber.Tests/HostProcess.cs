using System.Diagnostics;
using System.Text.Json;
using Smg.Load.Running;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Load;
using Smg.WasmPerf.Scenarios.Tests;

namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>
/// The host, on the stand-in, as the command line starts it: in a folder of its job. Disposing ends it and removes the folder.
/// </summary>
internal sealed class HostProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smg-host-test-").FullName;
    private readonly LoadJob _job;
    private readonly Process _process;

    public HostProcess(string scenario, TimeSpan duration, int? rate = null, TimeSpan warmUp = default, bool recordsArrivals = false)
    {
        _job = new LoadJob
        {
            Scenario = scenario,
            Options = ["PoolSize=16", $"CompiledFolder={CompiledGuests.Folder}", $"OptimizationLevel={CompiledGuests.Level}"],
            Duration = duration,
            WarmUp = warmUp,
            Rate = rate,
            BodyBytes = 2048,
            RecordsArrivals = recordsArrivals,
            ResultsPath = Path.Combine(_folder, ResultsFile.FileName),
            Repository = _folder,
            Command = "test",
        };
        Job = Path.Combine(_folder, "job.json");
        _job.Write(Job);
        ProcessStartInfo start = new("dotnet", [Assembly("Smg.WasmPerf.NBomber.OnStub", "Smg.WasmPerf.NBomber"), Job])
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = _folder;
        _process = Process.Start(start)!;
    }

    /// <summary>The job's file.</summary>
    public string Job { get; }

    /// <summary>Whether the host's folder exists.</summary>
    public bool HasFolder => Directory.Exists(_folder);

    /// <summary>What stands in the host's folder, without what the .NET runtime opens there for debuggers.</summary>
    public IEnumerable<string> Files =>
        Directory
            .GetFileSystemEntries(_folder)
            .Select(path => Path.GetFileName(path)!)
            .Where(name =>
                !name.StartsWith("dotnet-diagnostic", StringComparison.Ordinal) && !name.StartsWith("clr-debug", StringComparison.Ordinal)
            );

    /// <summary>An assembly of a project beside this one, built in the same configuration.</summary>
    public static string Assembly(string project, string name)
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string tests = framework.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(tests, project, "bin", framework.Parent.Name, framework.Name, name + ".dll");
    }

    /// <summary>Waits for the first report of a request that counts.</summary>
    public async Task<LoadProgress> FirstMeasuredAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            LoadProgress report = JsonSerializer.Deserialize<LoadProgress>(line)!;
            if (report.Phase == LoadPhase.Measured)
            {
                return report;
            }
        }

        throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
    }

    /// <summary>Asks the host to end, as the command line does, and waits for that.</summary>
    /// <returns>Its exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Time)> StopAsync()
    {
        Stopwatch time = Stopwatch.StartNew();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, time.Elapsed);
    }

    /// <summary>Waits for the end, and reads what the host measured.</summary>
    public async Task<(IReadOnlyList<LoadResult> Rows, IReadOnlyList<string> Lines)> RunAsync()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        string output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, await errors);
        return (ResultsFile.Read(_job.ResultsPath).Load, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
