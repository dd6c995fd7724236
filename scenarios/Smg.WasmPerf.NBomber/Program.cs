using Smg.Wasm.Interop;
using Smg.Wasm.Options;
using Smg.WasmPerf.Environments;
using Smg.WasmPerf.NBomberHost;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Catalogue;
using Smg.WasmPerf.Scenarios.Load;

const int Ok = 0;
const int CannotRun = 3;
const int Interrupted = 130;

if (args is not [string path])
{
    await Console
        .Error.WriteLineAsync("This program is started by './run-bench.sh load --engine nbomber', with a job file as its only argument.")
        .ConfigureAwait(false);
    return 2;
}

// Standard output carries progress for the parent; what NBomber prints there is meant for a terminal.
ProgressLines progress = new(Console.Out);
Console.SetOut(TextWriter.Null);

// Ctrl-C reaches every process of the terminal. The parent decides: it closes standard input, or is gone. NBomber itself would go on for
// many seconds.
Console.CancelKeyPress += (_, e) => e.Cancel = true;
_ = Task.Run(() =>
{
    while (Console.In.Read() >= 0) { }

    string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    if (folder == Path.TrimEndingDirectorySeparator(Path.GetTempPath()))
    {
        // A folder for temporary files that the parent made for this job alone.
        Directory.SetCurrentDirectory(Path.GetPathRoot(folder)!);
        Directory.Delete(folder, recursive: true);
    }

    Environment.Exit(Interrupted);
});

try
{
    LoadJob job = LoadJob.Read(path);
    LoadSettings settings = job.ToSettings();
    LoadScenario scenario = LoadCatalogue.All.Single(scenario => scenario.Name == job.Scenario);
    IReadOnlyList<LoadResult> rows = await scenario.RunAsync(settings, progress, CancellationToken.None).ConfigureAwait(false);
    EnvironmentInfo environment = EnvironmentProbe.Probe(
        NativeLibraryVersion.Current,
        GitCommit.Of(job.Repository),
        job.Command,
        OptionsCatalogue.Describe(settings.Options),
        DateTimeOffset.UtcNow
    );
    ResultsFile.Write(job.ResultsPath, new RunResults { Environment = environment, Load = [.. rows.Select(Named)] });
    return Ok;
}
#pragma warning disable CA1031 // Whatever it is, the parent reports it in one line.
catch (Exception e)
#pragma warning restore CA1031
{
    await Console.Error.WriteLineAsync(e.GetBaseException().Message.ReplaceLineEndings(" ")).ConfigureAwait(false);
    return CannotRun;
}

// One file may hold rows of several engines: the configuration distinguishes them wherever it is shown.
static LoadResult Named(LoadResult row) =>
    row with
    {
        Configuration = row.Configuration + (row.Configuration.Length == 0 ? "" : ", ") + "engine=" + row.Engine,
    };
