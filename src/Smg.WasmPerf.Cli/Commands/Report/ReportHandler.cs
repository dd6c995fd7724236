using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Commands.Report;

/// <summary>Makes reports of results that are there.</summary>
internal static class ReportHandler
{
    /// <summary>Reads, puts together, writes.</summary>
    public static int Run(IReadOnlyList<string> paths, string? outFolder, RunConsole console)
    {
        RunResults? results = null;
        string? folder = outFolder;
        EnvironmentInfo? environment = null;
        List<BenchmarkResult> more = [];
        foreach (string path in paths)
        {
            string file = Directory.Exists(path) ? Path.Combine(path, ResultsFile.FileName) : path;
            string json = ResultsFile.ReadText(file);
            if (BenchmarkDotNetFile.IsOne(json))
            {
                more.AddRange(BenchmarkDotNetFile.FromJson(json, file));
                environment ??= BenchmarkDotNetFile.Environment(json, file, File.GetLastWriteTimeUtc(file));
                continue;
            }

            results = results is null
                ? ResultsFile.FromJson(json, file)
                : throw new UsageException(
                    $"{file} is a second results file: report takes one run, and any number of BenchmarkDotNet's files"
                );
            folder ??= more.Count == 0 && paths.Count == 1 ? Path.GetDirectoryName(Path.GetFullPath(file)) : null;
        }

        if (more.Count > 0 && outFolder is null)
        {
            throw new UsageException("BenchmarkDotNet's files need --out DIR: the reports then combine several runs");
        }

        if (outFolder is null)
        {
            ThrowIfReadOnly(folder!);
        }

        results ??= new RunResults { Environment = environment! with { Command = ShellCommand.Of(Invocation.Name, ["report", .. paths]) } };
        if (more.Count > 0)
        {
            HashSet<string> suites = [.. more.Select(one => one.Suite)];
            results = results with { Benchmarks = [.. results.Benchmarks.Where(one => !suites.Contains(one.Suite)), .. more] };
            ResultsFile.Write(Path.Combine(folder!, ResultsFile.FileName), results);
        }

        console.Line($"report   {RunReport.Write(results, folder!)}");
        return ExitCode.Passed;
    }

    private static void ThrowIfReadOnly(string folder)
    {
        try
        {
            OutputFolder.Prepare(folder);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{e.Message}. Write the reports to another folder with --out DIR");
        }
    }
}
