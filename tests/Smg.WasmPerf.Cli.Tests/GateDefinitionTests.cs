using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>What each gate that is shipped asks for: a changed threshold or direction is a changed promise.</summary>
public sealed class GateDefinitionTests
{
    public static TheoryData<GateId, string, string, string> Gates =>
        new()
        {
            { GateId.PoolingSpeedup, "pooling_speedup", "at least 5x", "bench --filter '*AllocationStrategy*'" },
            { GateId.PoolingSpeedupOneCaller, "pooling_speedup_one_caller", "at least 3x", "bench --filter '*AllocationStrategy*'" },
            { GateId.SeedWorkload, "seed_workload", "at least 20x", "bench --filter '*ComponentCaching*'" },
            {
                GateId.InstantiatePooledVsStandard,
                "instantiate_pooled_vs_standard",
                "at least 2x",
                "bench --filter '*AllocationStrategy*'"
            },
            { GateId.CachedVsUncached, "cached_vs_uncached", "at least 20x", "bench --filter '*ComponentCaching*'" },
            { GateId.RuntimeVsPackageApi2K, "runtime_vs_package_api_2k", "at least 8x", "bench --filter '*CallSteps*'" },
            { GateId.RuntimeVsPackageApi16K, "runtime_vs_package_api_16k", "at least 20x", "bench --filter '*CallSteps*'" },
            { GateId.RuntimeVsPackageApi128K, "runtime_vs_package_api_128k", "at least 35x", "bench --filter '*CallSteps*'" },
            { GateId.AllocatedBytes, "allocated_bytes_per_execution", "at most 16 B", "bench --filter '*CallSteps*'" },
            { GateId.PageFaults, "page_faults_per_execution", "at most 0.05 faults", "bench --filter '*CallSteps*'" },
            {
                GateId.AddressSpaceCalls,
                "address_space_calls_per_execution",
                "at most 0.01 calls",
                "gate --filter address_space_calls_per_execution"
            },
            { GateId.HostPageFaults, "page_faults_per_js_execution", "at most 0.2 faults", "bench --filter '*CallSteps*'" },
            {
                GateId.HostAddressSpaceCalls,
                "address_space_calls_per_js_execution",
                "at most 0.05 calls",
                "gate --filter address_space_calls_per_js_execution"
            },
            { GateId.Body64KVs2K, "body_64k_vs_2k", "at most 2x", "gate --filter body_64k_vs_2k" },
            { GateId.Body128KVs2K, "body_128k_vs_2k", "at most 3x", "gate --filter body_128k_vs_2k" },
            { GateId.Scaling2Workers, "scaling_2_workers", "at least 0.75x", "load --filter worker-sweep" },
            { GateId.TunedVsSeed, "tuned_vs_seed_config_2_workers", "at least 3x", "bench --filter '*EachOption*'" },
            { GateId.WarmStart, "warm_start_vs_compile", "at least 50x", "gate --filter warm_start_vs_compile" },
            { GateId.StartWithModules, "start_with_100_modules", "at most 2x", "gate --filter start_with_100_modules" },
            { GateId.InlineOverhead, "inline_overhead", "at most 1.2x", "gate --filter inline_overhead" },
            { GateId.GatewayThroughput, "gateway_throughput_ratio_minimal", "at least 0.65x", "load --filter http-modules" },
            { GateId.GatewayThroughputChain, "gateway_throughput_ratio_chain", "at least 0.5x", "load --filter http-modules" },
            { GateId.GatewayThroughput64K, "gateway_throughput_ratio_64k", "at least 0.7x", "load --filter http-modules" },
            { GateId.GatewayLatency, "gateway_p99_ratio_auth", "at most 10x", "load --filter http-modules" },
            { GateId.StreamFirstToken, "stream_first_token_ratio_events", "at most 3x", "load --filter http-events" },
        };

    [Theory]
    [MemberData(nameof(Gates))]
    public void A_gate_passes_on_the_good_side_of_its_threshold_alone(GateId id, string name, string need, string followUp)
    {
        Gate gate = GateCatalogue.Find(id);
        Assert.Equal(
            (name, need, $"./run-bench.sh {followUp}"),
            (
                gate.Name,
                GateQuantity.Need(gate.Unmeasured(GateVerdict.Skipped, "")),
                gate.Unmeasured(GateVerdict.Skipped, "").FollowUpCommand
            )
        );
        bool isUpGood = need.StartsWith("at least", StringComparison.Ordinal);
        Assert.Equal(isUpGood ? GateVerdict.Passed : GateVerdict.Failed, Judge(gate, 1.1, 1.3));
        Assert.Equal(isUpGood ? GateVerdict.Failed : GateVerdict.Passed, Judge(gate, 0.7, 0.9));
        Assert.Equal(GateVerdict.Undecided, Judge(gate, 0.9, 1.1));
        Assert.Equal(
            GateVerdict.Undecided,
            gate.Judge(new MedianInterval(gate.Threshold * 2, gate.Threshold * 2, gate.Threshold * 2, 0.94, 5)).Verdict
        );
    }

    [Fact]
    public void Every_gate_of_the_catalogue_is_in_the_table() =>
        Assert.Equal(Enum.GetValues<GateId>(), Gates.Select(row => row.Data.Item1));

    [Fact]
    public void The_page_of_the_lab_has_each_gate_with_what_it_needs()
    {
        string[] page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "lab.md"));
        Assert.All(
            Gates.Select(row => (Name: row.Data.Item2, Need: row.Data.Item3)),
            gate =>
                Assert.Single(
                    page,
                    line =>
                        line.StartsWith($"| `{gate.Name}` | ", StringComparison.Ordinal)
                        && line.EndsWith($" | {gate.Need} |", StringComparison.Ordinal)
                )
        );
    }

    private static GateVerdict Judge(Gate gate, double low, double high) =>
        gate.Judge(new MedianInterval(gate.Threshold, gate.Threshold * low, gate.Threshold * high, 0.95, 30)).Verdict;
}
