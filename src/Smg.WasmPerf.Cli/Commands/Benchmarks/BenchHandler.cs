using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Loggers;
using Smg.Load.Text;
using Smg.Wasm.Options;
using Smg.WasmPerf.Benchmarks;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Benchmarks;

/// <summary>Runs the BenchmarkDotNet suites.</summary>
internal static class BenchHandler
{
    public static IReadOnlyList<string> Select(RunPlan plan) => BenchmarkSuites.List(plan.Filter);

    /// <summary>The folder of BenchmarkDotNet's own reports and logs.</summary>
    public static string Artifacts(RunPlan plan) => Path.Combine(plan.OutFolder, "benchmarkdotnet");

    /// <summary>Runs the cases.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="console">Where each case is shown.</param>
    /// <param name="keep">Takes each result as soon as its case has ended.</param>
    /// <returns>The cases that failed.</returns>
    public static IReadOnlyList<string> Run(RunPlan plan, RunConsole console, Action<BenchmarkResult> keep)
    {
        IReadOnlyList<string> cases = Select(plan);
        console.Line($"bench  {cases.Count} cases, {(plan.Thorough ? "a process each" : "in this process, few iterations")}");
        ExportOptions(plan.Options);
        string artifacts = Artifacts(plan);
        CaseLogger logger = new(console, cases.Count);
        return BenchmarkSuites.Run(
            plan.Thorough ? RecommendedConfig.Record(artifacts) : RecommendedConfig.Look(artifacts, logger),
            plan.Filter,
            result =>
            {
                keep(result);
                console.Line(Describe(result));
            }
        );
    }

    private static string Describe(BenchmarkResult result) =>
        $"    {BenchmarkName.Of(result)}: {Quantity.Time(result.MedianNs / 1000)}, {Quantity.Bytes(result.AllocatedBytes)} allocated";

    /// <summary>Lets BenchmarkDotNet's processes, which know nothing of the command line, see the options.</summary>
    private static void ExportOptions(WasmRuntimeOptions options)
    {
        foreach (OptionDescriptor option in OptionsCatalogue.All)
        {
            Environment.SetEnvironmentVariable(OptionsLoader.EnvironmentPrefix + option.SnakeName.ToUpperInvariant(), option.Read(options));
        }
    }

    /// <summary>Turns BenchmarkDotNet's log into a state: which case runs, how long it has been going on.</summary>
    private sealed class CaseLogger(RunConsole console, int cases) : ILogger
    {
        private readonly Stopwatch _time = Stopwatch.StartNew();
        private int _started;

        public string Id => nameof(CaseLogger);

        public int Priority => 0;

        public void Write(LogKind logKind, string text) => Look(text);

        public void WriteLine() { }

        public void WriteLine(LogKind logKind, string text) => Look(text);

        public void Flush() { }

        /// <summary>The suite, the method and the parameters: the part between them is the job, which is the same for all.</summary>
        private static string CaseName(string text)
        {
            int job = text.IndexOf(": ", StringComparison.Ordinal);
            int parameters = text.IndexOf(" [", StringComparison.Ordinal);
            return job < 0 ? text : text[..job] + (parameters < 0 ? "" : text[parameters..]);
        }

        private void Look(string text)
        {
            const string Mark = "// Benchmark: ";
            if (text.StartsWith(Mark, StringComparison.Ordinal))
            {
                _started++;
                string name = CaseName(text[Mark.Length..].Trim());
                double done = (double)(_started - 1) / cases;
                console.Update(
                    new LiveState(
                        string.Create(CultureInfo.InvariantCulture, $"{_started}/{cases} {name} ({_time.Elapsed.TotalSeconds:F0} s)")
                    )
                    {
                        Title = $"bench {_started}/{cases}",
                        Done = done,
                        Left = Eta.Of(_time.Elapsed, done),
                        Rows = [new LiveRow(("case", name))],
                    }
                );
            }
        }
    }
}
