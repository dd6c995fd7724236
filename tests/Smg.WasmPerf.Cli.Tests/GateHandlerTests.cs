using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Gates;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Environments;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class GateHandlerTests
{
    [Fact]
    public void A_gate_that_throws_has_failed_and_the_others_go_on()
    {
        IReadOnlyList<GateResult> results = Run(
            new FakeGate("first") { Throws = new InvalidOperationException("the pool is gone") },
            new FakeGate("second")
        );

        Assert.Equal([GateVerdict.Failed, GateVerdict.Passed], results.Select(gate => gate.Verdict));
        Assert.Contains("InvalidOperationException: the pool is gone", results[0].Reason, StringComparison.Ordinal);
        Assert.Equal(ExitCode.GateFailed, Judge(results));
    }

    [Fact]
    public void Each_result_is_kept_when_its_gate_has_ended()
    {
        List<string> kept = [];
        GateHandler.Run(
            [new FakeGate("first").Definition, new FakeGate("second") { OnRun = () => Assert.Equal(["first"], kept) }.Definition],
            Plan,
            Silent,
            gate => kept.Add(gate.Name),
            CancellationToken.None
        );

        Assert.Equal(["first", "second"], kept);
    }

    [Fact]
    public void A_gate_that_cannot_run_here_is_skipped_with_its_reason()
    {
        FakeGate gate = new("needy") { CannotRun = "it needs 64 processors" };
        IReadOnlyList<GateResult> results = Run(gate, new FakeGate("other"));

        Assert.Equal((GateVerdict.Skipped, "it needs 64 processors", 0), (results[0].Verdict, results[0].Reason, gate.Runs));
        Assert.Equal((ExitCode.Passed, ExitCode.Undecided), (Judge(results), Judge(results, strict: true)));
    }

    [Fact]
    public void A_run_that_measured_nothing_cannot_pass() =>
        Assert.Equal(ExitCode.CannotRun, Judge(Run(new FakeGate("needy") { CannotRun = "it needs 64 processors" })));

    [Fact]
    public void An_undecided_gate_is_run_once_more_when_all_have_run()
    {
        List<string> runs = [];
        FakeGate settles = new("settles") { Verdicts = [GateVerdict.Undecided, GateVerdict.Passed], OnRun = () => runs.Add("settles") };
        FakeGate other = new("other") { OnRun = () => runs.Add("other") };
        FakeGate stays = new("stays") { Verdicts = [GateVerdict.Undecided, GateVerdict.Undecided, GateVerdict.Passed] };

        IReadOnlyList<GateResult> results = Run(settles, other);

        Assert.Equal(["settles", "other", "settles"], runs);
        Assert.Equal(["settles", "other"], results.Select(gate => gate.Name));
        Assert.Equal((GateVerdict.Passed, GateVerdict.Undecided), (results[0].Verdict, results[0].FirstAttempt?.Verdict));
        Assert.Null(results[1].FirstAttempt);
        Assert.Equal(ExitCode.Passed, Judge(results));
        Assert.Equal(ExitCode.Undecided, Judge(Run(settles, stays)));
        Assert.Equal(2, stays.Runs);
    }

    [Theory]
    // Near the threshold of 5: a second measurement decides, and one that says nothing leaves the failure.
    [InlineData(4.2, GateVerdict.Failed, GateVerdict.Passed, GateVerdict.Passed, 2)]
    [InlineData(4.2, GateVerdict.Failed, GateVerdict.Failed, GateVerdict.Failed, 2)]
    [InlineData(4.2, GateVerdict.Failed, GateVerdict.Undecided, GateVerdict.Undecided, 2)]
    [InlineData(4.2, GateVerdict.Failed, GateVerdict.Skipped, GateVerdict.Failed, 2)]
    // Far from it.
    [InlineData(3.9, GateVerdict.Failed, GateVerdict.Passed, GateVerdict.Failed, 1)]
    // Its control says that the machine could not tell.
    [InlineData(6, GateVerdict.Skipped, GateVerdict.Passed, GateVerdict.Passed, 2)]
    [InlineData(6, GateVerdict.Skipped, GateVerdict.Failed, GateVerdict.Failed, 2)]
    [InlineData(6, GateVerdict.Passed, GateVerdict.Failed, GateVerdict.Passed, 1)]
    public void A_gate_is_measured_twice_where_the_first_time_may_be_the_machine(
        double high,
        GateVerdict first,
        GateVerdict second,
        GateVerdict expected,
        int runs
    )
    {
        FakeGate gate = new("gate")
        {
            High = high,
            Verdicts = [first, second],
            Control = new GateControl("over itself", 1, 1, 1),
        };

        Assert.Equal((expected, runs), (Run(gate)[0].Verdict, gate.Runs));
    }

    [Fact]
    public void Both_measurements_of_a_gate_are_kept_the_second_in_place_of_the_first()
    {
        List<GateVerdict> kept = [];
        FakeGate gate = new("settles") { Verdicts = [GateVerdict.Undecided, GateVerdict.Passed] };
        GateHandler.Run([gate.Definition], Plan, Silent, result => kept.Add(result.Verdict), CancellationToken.None);

        Assert.Equal([GateVerdict.Undecided, GateVerdict.Passed], kept);
    }

    [Fact]
    public void A_failure_outweighs_what_is_undecided_and_skipped()
    {
        IReadOnlyList<GateResult> results = Run(
            new FakeGate("stays") { Verdicts = [GateVerdict.Undecided] },
            new FakeGate("needy") { CannotRun = "no" },
            new FakeGate("broken") { Throws = new IOException("disk") }
        );

        Assert.Equal(ExitCode.GateFailed, Judge(results, strict: true));
        Assert.Equal(["FAILED", "UNDECIDED", "SKIPPED"], GateJudge.Explain(results).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Cancelling_ends_the_stage()
    {
        using CancellationTokenSource source = new();
        FakeGate gate = new("cancels")
        {
            OnRun = () =>
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            },
        };

        Assert.Throws<OperationCanceledException>(() => GateHandler.Run([gate.Definition], Plan, Silent, _ => { }, source.Token));
    }

    [Fact]
    public void A_whole_name_picks_one_gate_and_a_part_all_that_hold_it()
    {
        Assert.Equal(["pooling_speedup"], GateHandler.Select(Plan with { Filter = "pooling_speedup" }).Select(gate => gate.Name));
        Assert.Equal(
            ["pooling_speedup", "pooling_speedup_one_caller"],
            GateHandler.Select(Plan with { Filter = "pooling_sp" }).Select(gate => gate.Name)
        );
    }

    [Theory]
    [InlineData("bridge_vs_dynamic_2k", "runtime_vs_package_api_2k")]
    [InlineData("Bridge_vs_Dynamic_128K", "runtime_vs_package_api_128k")]
    [InlineData("runtime_vs_package_api_16k", "runtime_vs_package_api_16k")]
    [InlineData("*dynamic_16*", "runtime_vs_package_api_16k")]
    public void A_gate_is_picked_by_its_former_name_too(string filter, string name) =>
        Assert.Equal([name], GateHandler.Select(Plan with { Filter = filter }).Select(gate => gate.Name));

    [Fact]
    public void Every_gate_has_a_name_a_threshold_and_a_place_in_the_catalogue()
    {
        Assert.Equal(Enum.GetValues<GateId>().Length, GateCatalogue.All.Select(gate => gate.Name).Distinct().Count());
        Assert.All(GateCatalogue.All, gate => Assert.True(gate.Threshold > 0, gate.Name));
    }

    private static RunPlan Plan =>
        new()
        {
            Command = "gate",
            OutFolder = Path.GetTempPath(),
            Options = new WasmRuntimeOptions(),
        };

    private static RunConsole Silent => new(new PlainView(TextWriter.Null));

    private static IReadOnlyList<GateResult> Run(params FakeGate[] gates) =>
        GateHandler.Run([.. gates.Select(gate => gate.Definition)], Plan, Silent, _ => { }, CancellationToken.None);

    private static int Judge(IReadOnlyList<GateResult> gates, bool strict = false) =>
        GateJudge.Judge(
            new RunResults
            {
                Environment = EnvironmentProbe.Probe(
                    "0",
                    GitCommit.Unknown,
                    "gate",
                    new Dictionary<string, string>(),
                    DateTimeOffset.UnixEpoch
                ),
                Gates = gates,
            },
            strict
        );

    private sealed class FakeGate(string name) : IGateMethod
    {
        public Gate Definition =>
            new()
            {
                Name = name,
                Description = "what is compared",
                Threshold = 5,
                WhyNot = () => CannotRun,
                Method = this,
            };

        public string? CannotRun { get; init; }

        public Exception? Throws { get; init; }

        public Action? OnRun { get; init; }

        public double High { get; init; } = 6;

        public GateControl? Control { get; init; }

        public IReadOnlyList<GateVerdict> Verdicts { get; init; } = [GateVerdict.Passed];

        public int Runs { get; private set; }

        public GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken)
        {
            OnRun?.Invoke();
            GateVerdict verdict = Verdicts[Math.Min(Runs++, Verdicts.Count - 1)];
            return Throws is { } error
                ? throw error
                : gate.Judge(new MedianInterval(Math.Min(5, High), Math.Min(4, High), High, 0.95, 30)) with
                {
                    Description = string.Create(CultureInfo.InvariantCulture, $"run {Runs}"),
                    Verdict = verdict,
                    Control = Control,
                };
        }
    }
}
