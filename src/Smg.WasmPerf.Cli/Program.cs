using System.CommandLine;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Results;

Status status = new(StatusViews.ForStandardOutput(wantsLive: true));
CommandTree commands = new();
RootCommand root = commands.Build(
    new Runner(status).RunAsync,
    plan => Listing.Print(plan, Console.Out),
    plan => MergeStage.Run(plan, status),
    plan => CompareFiles.Run(plan, Console.Out),
    new CompareLive(status).Run,
    new CompareCommits(status).Run,
    new CalibrateStage(status).RunAsync,
    new TuneStage(status),
    new FindMaxStage(status),
    (paths, folder) => ReportStage.Run(paths, folder, status),
    (paths, file, folder) => HistoryStage.Run(paths, file, folder, status),
    new ServeStage(status));
ParseResult parse = root.Parse(args);
try
{
    if (CommandTree.FirstError(parse) is { } error)
    {
        throw new UsageException(error);
    }

    if (!commands.WantsLive(parse))
    {
        status.Use(StatusViews.ForStandardOutput(wantsLive: false));
    }

    return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) }).ConfigureAwait(false);
}
catch (UsageException e)
{
    return Fail(ExitCode.Usage, $"{e.Message}. Try './run-bench.sh --help'.");
}
catch (OptionsException e)
{
    return Fail(ExitCode.Usage, e.Message + " Try './run-bench.sh list'.");
}
catch (ResultsFileException e)
{
    return Fail(ExitCode.Usage, e.Message);
}
catch (Exception e) when (e is InvalidOperationException or DllNotFoundException or NotSupportedException or IOException or UnauthorizedAccessException or TypeInitializationException)
{
    return Fail(ExitCode.CannotRun, $"cannot run here: {e.GetBaseException().Message}");
}
catch (OperationCanceledException)
{
    return Fail(ExitCode.CannotRun, "interrupted: nothing was written.");
}

int Fail(int code, string message)
{
    status.Clear();
    Console.Error.WriteLine($"run-bench: {message}");
    return code;
}
