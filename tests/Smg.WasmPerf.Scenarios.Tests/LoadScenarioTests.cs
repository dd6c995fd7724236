using Smg.Load.Running;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Catalogue;
using Smg.WasmPerf.Scenarios.Http;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Scenarios.Tests;

/// <summary>Load is measured while no other test of this assembly runs.</summary>
[CollectionDefinition(nameof(LoadScenarioTests), DisableParallelization = true)]
public sealed class LoadAlone;

[Collection(nameof(LoadScenarioTests))]
public sealed class LoadScenarioTests
{
    /// <summary>Calls have time enough on a machine that is busy elsewhere, and what another test compiled is not compiled again.</summary>
    internal static readonly WasmRuntimeOptions Unhurried = new()
    {
        PoolSize = 16,
        MaxExecutionTimeMs = 60_000,
        MaxQueueTimeMs = 60_000,
        CompiledFolder = CompiledGuests.Folder,
        OptimizationLevel = CompiledGuests.Level,
    };

    private static readonly LoadSettings Settings = new()
    {
        Options = Unhurried,
        Duration = TimeSpan.FromMilliseconds(1500),
        WarmUp = TimeSpan.FromMilliseconds(200),
        Rate = 100,
    };

    public static TheoryData<string> Names =>
        [.. LoadCatalogue.All.Where(scenario => scenario is not HttpScenario).Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_scenario_measures_something(string name)
    {
        LoadScenario scenario = LoadCatalogue.All.Single(scenario => scenario.Name == name);
        LoadSettings settings = Settings with
        {
            Options = Settings.Options with { PhaseTimings = true },
            Duration = TimeSpan.FromMilliseconds(800),
        };
        IReadOnlyList<LoadResult> results = await scenario.RunAsync(settings, new Progress<LoadProgress>(), CancellationToken.None);
        Assert.NotEmpty(results);
        Assert.All(
            results,
            result =>
            {
                Assert.Equal(name, result.Scenario);
                Assert.True(result.OkCount + result.FailCount > 0, result.Configuration);
                Assert.InRange(result.MeasuredSeconds, 0.1, 120);
            }
        );
        Assert.Contains(results, result => result.OkCount > 10);
        Assert.Contains(results, result => result.Model == "open" && result.Parameters["rate"] == "100");
        Assert.Equal(results.Count, results.Select(result => result.Configuration).Distinct().Count());
        PhasesResult phases = Assert.IsType<PhasesResult>(results[0].Phases);
        Assert.InRange(phases.Phases.Single(phase => phase.Name == "encode").Count, 11, long.MaxValue);

        // Each engine has a pool.
        Assert.Contains(phases.Pool!.Size, Enumerable.Range(1, 4).Select(engines => engines * settings.Options.PoolSize));
    }

    [Fact]
    public async Task A_scenario_that_is_watched_tells_its_seconds_and_those_of_the_runtime()
    {
        LoadResult unwatched = (
            await new SteadyState().RunAsync(
                Settings with
                {
                    Duration = TimeSpan.FromMilliseconds(300),
                },
                new Progress<LoadProgress>(),
                CancellationToken.None
            )
        )[0];
        Assert.Equal((null, null), (unwatched.Diagnostics, unwatched.Seconds));
        LoadResult watched = (
            await new SteadyState().RunAsync(Settings with { Diagnostics = true }, new Progress<LoadProgress>(), CancellationToken.None)
        )[0];
        Assert.Equal(["steady-state"], watched.Diagnostics!.Scenarios);
        Assert.Equal(watched.OkCount, watched.Seconds!.Sum(second => second.OkCount));
        Assert.Contains(watched.Diagnostics.Seconds, second => second.WorkingSetBytes > 1 << 20);
    }

    [Fact]
    public async Task A_guest_that_never_ends_fails_by_timeout_only()
    {
        // Long enough for the spinning caller to get its turns where other tests keep both processors busy.
        LoadSettings settings = Settings with
        {
            Duration = TimeSpan.FromSeconds(2),
        };
        IReadOnlyList<LoadResult> results = await new SlowGuest().RunAsync(settings, new Progress<LoadProgress>(), CancellationToken.None);
        Assert.Equal(0, results[^1].OkCount);
        Assert.Equal(["Timeout"], results[^1].FailuresByCause.Keys);
    }

    [Fact]
    public async Task A_component_of_ones_own_is_loaded()
    {
        LoadSettings settings = Settings with { Module = GuestLibrary.Load("js-rewrite") };
        LoadResult result = Assert.Single(await new SteadyState().RunAsync(settings, new Progress<LoadProgress>(), CancellationToken.None));
        Assert.Equal("js-rewrite", result.Parameters["guest"]);
        Assert.Null(result.Phases);
        Assert.True(result.OkCount > 10);
    }

    [Fact]
    public async Task A_component_that_cannot_be_called_is_refused_before_it_is_measured()
    {
        LoadSettings settings = Settings with { Module = WasmModule.FromBytes("junk", [1, 2, 3]) };
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new SteadyState().RunAsync(settings, new Progress<LoadProgress>(), CancellationToken.None)
        );
        Assert.Contains("junk", exception.Message, StringComparison.Ordinal);
    }
}
