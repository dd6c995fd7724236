using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Commands.Merge;

/// <summary>Adds the results of a load run's shards.</summary>
internal static class MergeHandler
{
    /// <summary>Reads the shards, adds them, and writes results, report and plots. Nothing is written when they do not add up.</summary>
    public static int Run(MergePlan plan, RunConsole console)
    {
        RunResults results;
        try
        {
            results = ShardMerge.Merge([.. plan.Files.Select(file => new ShardFile(file, ResultsFile.Read(file)))], plan.Command);
        }
        catch (ResultsFileException exception)
        {
            throw new UsageException(exception.Message.TrimEnd('.'));
        }

        foreach (LoadResult row in results.Load)
        {
            console.Line($"{row.Scenario}, {row.Parameters[ShardMerge.ShardsParameter]} shards");
            console.Line(LoadHandler.Describe(row));
        }

        OutputFolder.Prepare(plan.OutFolder);
        OutputFolder.RemoveReports(plan.OutFolder);
        string path = Path.Combine(plan.OutFolder, ResultsFile.FileName);
        ResultsFile.Write(path, results);
        console.Line($"results  {path}");
        console.Line($"report   {RunReport.Write(results, plan.OutFolder)}");
        return results.Load.Any(row => row.BrokenThreshold is not null) ? ExitCode.GateFailed : ExitCode.Passed;
    }
}
