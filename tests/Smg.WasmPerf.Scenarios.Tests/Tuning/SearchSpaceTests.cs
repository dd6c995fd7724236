using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios.Tuning;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tests.Tuning;

public sealed class SearchSpaceTests
{
    private static readonly string[] Safety =
    [
        "MaxMemoryPages",
        "MaxExecutionTimeMs",
        "MaxStackSize",
        "MaxBodySize",
        "MaxHeaderBytes",
        "MaxQueueTimeMs",
        "QueueCapacity",
        "MaxTableElements",
        "ConcurrencySupport",
        "CompileGuard",
        "MaxCompileTimeMs",
        "MaxCompileMemoryMb",
        "MaxModuleBytes",
        "CompiledFolder",
        "OversubscribeWorkers",
        "ModuleCacheSize",
        "PhaseTimings",
        "MaxStreams",
        "PregrowMemory",
        "LinkModules",
        "DirectMemory",
        "UndoWrites",
        "MarkWrites",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void Every_value_is_one_that_its_option_takes_and_that_differs_from_the_default(int processors)
    {
        WasmRuntimeOptions defaults = new();
        foreach (SearchDimension dimension in SearchSpace.Of(defaults, processors, allowState: true))
        {
            OptionDescriptor option = OptionsCatalogue.Find(dimension.Name)!;
            Assert.NotEmpty(dimension.Values);
            Assert.NotEmpty(dimension.Reason);
            foreach (string value in dimension.Values)
            {
                WasmRuntimeOptions changed = option.TrySet(defaults, value)!;
                Assert.NotEqual(defaults, changed);
                Assert.True(option.IsInBounds(changed), $"{dimension.Name}={value}");
            }
        }
    }

    [Fact]
    public void Nothing_that_decides_what_guests_may_do_is_searched()
    {
        WasmRuntimeOptions defaults = new();
        string[] names = [.. SearchSpace.Of(defaults, 4, allowState: false).Select(dimension => dimension.Name)];

        Assert.Empty(names.Intersect(Safety));
        string[] reuse = ["InstanceUses", "KeptInstances"];
        Assert.Empty(names.Intersect(reuse));
        Assert.Empty(reuse.Except(SearchSpace.Of(defaults, 4, allowState: true).Select(dimension => dimension.Name)));
        Assert.Empty(OptionsCatalogue.All.Select(option => option.Name).Except([.. names, .. Safety, .. reuse]));
    }

    [Fact]
    public void A_timeout_comes_no_later_than_its_part_of_the_time_limit()
    {
        string[] Intervals(int limitMs) =>
            [
                .. SearchSpace
                    .Of(new() { MaxExecutionTimeMs = limitMs }, 4, allowState: false)
                    .Where(dimension => dimension.Name == "EpochIntervalMs")
                    .SelectMany(dimension => dimension.Values),
            ];

        Assert.Equal(["20", "50"], Intervals(1000));
        Assert.Equal(["20", "50", "100"], Intervals(2000));
        Assert.Empty(Intervals(200));
    }

    [Fact]
    public void What_was_asked_for_stays()
    {
        string[] names =
        [
            .. SearchSpace
                .Of(new() { PoolSize = 64, Dispatch = Dispatch.Workers }, 4, allowState: false)
                .Select(dimension => dimension.Name),
        ];

        Assert.DoesNotContain("PoolSize", names);
        Assert.DoesNotContain("Dispatch", names);
        Assert.Contains("Pooling", names);
    }

    [Fact]
    public void A_pool_too_small_for_its_callers_is_not_allowed()
    {
        WasmRuntimeOptions defaults = new();

        Assert.True(SearchSpace.IsAllowed(defaults, Candidate.Of(["PoolSize=32"])));
        Assert.False(SearchSpace.IsAllowed(defaults, Candidate.Of(["PoolSize=32", "InlineConcurrency=100"])));
    }

    [Fact]
    public void The_original_is_what_its_gate_compares_with_and_can_be_used()
    {
        WasmRuntimeOptions original = BaselineConfiguration.Apply(new(), workers: 2);

        Assert.Equal(
            new()
            {
                Dispatch = Dispatch.Workers,
                EngineSharing = EngineSharing.PerWorker,
                ThreadPoolSize = 2,
                PoolSize = 20,
                MemoryKeepResidentBytes = 0,
                TableKeepResidentBytes = 0,
                ConcurrencySupport = true,
            },
            original
        );
        Assert.Empty(OptionsValidator.Validate(original));
        Assert.Equal(
            BaselineConfiguration.Of(Math.Min(2, Environment.ProcessorCount)).Without("ThreadPoolSize").Without("EngineSharing"),
            CandidateOptions.DifferencesFromDefault(original).Without("ThreadPoolSize").Without("EngineSharing")
        );
    }

    [Theory]
    [InlineData("2048", "2048:1", 1)]
    [InlineData("2048:70,16384:25,131072:5", "2048:14,16384:5,131072:1", 20)]
    [InlineData(" 0:1 , 5:3 ", "0:1,5:3", 4)]
    public void A_mix_has_each_size_as_often_as_its_weight_says(string text, string reduced, int messages)
    {
        MessageMix mix = MessageMix.TryParse(text)!;
        IReadOnlyList<MiddlewareInput> all = mix.Messages(AttachPoint.OnRequest);

        Assert.Equal(reduced, mix.ToString());
        Assert.Equal(messages, all.Count);
        Assert.Equal(
            reduced.Split(',').Order(),
            all.GroupBy(message => message.Body.Length).Select(size => $"{size.Key}:{size.Count()}").Order()
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("1:0")]
    [InlineData("1:2:3")]
    [InlineData("1:2,1:3")]
    [InlineData("1:999,2:1000")]
    public void What_is_no_mix_is_none(string text) => Assert.Null(MessageMix.TryParse(text));
}
