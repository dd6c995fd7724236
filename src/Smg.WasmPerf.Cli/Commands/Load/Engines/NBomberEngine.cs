using System.Diagnostics;
using System.Text.Json;
using Smg.Load.Running;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>NBomber, in a process for each scenario: its package versions are not the lab's, and it cannot be cancelled.</summary>
/// <param name="host">The host's assembly.</param>
/// <param name="command">The command that results name.</param>
internal sealed class NBomberEngine(string host, string command) : ILoadEngine
{
    /// <summary>Time for the host to end after it was asked to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadScenario scenario,
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        string folder = Directory.CreateTempSubdirectory("smg-wasmperf-").FullName;
        try
        {
            LoadJob job = JobOf(scenario, settings, Path.Combine(folder, ResultsFile.FileName));
            string path = Path.Combine(folder, "job.json");
            job.Write(path);
            using Process process = Start(path, folder);
            await RunAsync(process, progress, cancellationToken).ConfigureAwait(false);
            return ResultsFile.Read(job.ResultsPath).Load;
        }
        finally
        {
            // The host removes it too, where this process does not live to.
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task RunAsync(Process process, IProgress<LoadProgress> progress, CancellationToken cancellationToken)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith('{') && JsonSerializer.Deserialize<LoadProgress>(line) is { } report)
                {
                    progress.Report(report);
                }
            }

            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync(process).ConfigureAwait(false);
        }

        if (process.ExitCode != 0)
        {
            string[] lines = (await errors.ConfigureAwait(false)).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            );
            throw new InvalidOperationException(
                lines.Length == 0 ? $"the NBomber host ended with exit code {process.ExitCode}" : lines[^1]
            );
        }
    }

    /// <summary>Asks the host to end by closing its input; kills it where it does not.</summary>
    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        process.StandardInput.Close();
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The host works in the job's folder, so that whatever NBomber writes beside it is removed with it.</summary>
    private Process Start(string job, string folder)
    {
        ProcessStartInfo start = new("dotnet", [host, job])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = folder;
        return Programs.Start(start);
    }

    private LoadJob JobOf(LoadScenario scenario, LoadSettings settings, string resultsPath) =>
        new()
        {
            Scenario = scenario.Name,
            Options = [.. OptionsCatalogue.All.Select(option => $"{option.Name}={option.Read(settings.Options)}")],
            Duration = settings.Duration,
            WarmUp = settings.WarmUp,
            ModuleName = settings.Module?.Name,
            ModuleBytes = settings.Module?.Bytes.ToArray(),
            AttachPoint = settings.AttachPoint,
            Rate = settings.Rate,
            BodyBytes = settings.BodyBytes,
            RecordsArrivals = settings.RecordsArrivals,
            ResultsPath = resultsPath,
            Repository = Repository.Root,
            Command = command,
        };
}
