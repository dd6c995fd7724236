using Smg.Wasm.Contract;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Options;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_the_contracts()
    {
        WasmRuntimeOptions options = new();
        Assert.Equal(1024, options.MaxMemoryPages);
        Assert.Equal(1000, options.MaxExecutionTimeMs);
        Assert.Equal(1024 * 1024, options.MaxStackSize);
        Assert.InRange(options.ThreadPoolSize, 1, 4);
        Assert.Equal(10, options.ModuleCacheSize);
        Assert.Equal(10 * 1024 * 1024, options.MaxBodySize);
        Assert.Empty(OptionsValidator.Validate(options));
    }

    [Fact]
    public void A_copy_is_equal() =>
        Assert.Equal(new WasmRuntimeOptions { MaxMemoryPages = 7 }, new WasmRuntimeOptions { MaxMemoryPages = 7 } with { });

    [Theory]
    [InlineData("max_memory_pages", 0, 1, 65_536, 65_537)]
    [InlineData("max_execution_time_ms", 0, 1, 300_000, 300_001)]
    [InlineData("max_stack_size", 65_535, 65_536, 16 << 20, (16 << 20) + 1)]
    [InlineData("thread_pool_size", 0, 1, 128, 129)]
    [InlineData("module_cache_size", 0, 1, 1000, 1001)]
    [InlineData("max_body_size", 0, 1, 100 << 20, (100 << 20) + 1)]
    public void The_contracts_bounds_hold(string name, int below, int min, int max, int above)
    {
        OptionDescriptor option = OptionsCatalogue.Find(name)!;
        Assert.Equal(name, option.SnakeName);
        bool[] inBounds =
        [
            .. new[] { below, min, max, above }.Select(value => option.IsInBounds(option.TrySet(new WasmRuntimeOptions(), $"{value}")!)),
        ];
        Assert.Equal([false, true, true, false], inBounds);
    }

    /// <summary>Wasmtime ends the process when an engine's settings contradict each other: the bounds must not let that through.</summary>
    [Theory]
    [InlineData("MaxMemoryPages=1")]
    [InlineData("MaxMemoryPages=65536")]
    [InlineData("MaxMemoryPages=65536", "Pooling=false")]
    [InlineData("MaxStackSize=65536")]
    [InlineData("MaxStackSize=16777216", "ConcurrencySupport=true")]
    [InlineData("MaxStackSize=65536", "ConcurrencySupport=true", "Pooling=false")]
    [InlineData("MemoryKeepResidentBytes=0", "TableKeepResidentBytes=0", "MaxUnusedWarmSlots=0")]
    [InlineData(
        "MemoryKeepResidentBytes=1073741824",
        "TableKeepResidentBytes=1073741824",
        "MaxUnusedWarmSlots=100000",
        "DecommitBatchSize=10000"
    )]
    [InlineData("MaxTableElements=1")]
    [InlineData("MaxTableElements=10000000")]
    [InlineData(
        "EpochIntervalMs=1",
        "QueueCapacity=1",
        "ModuleCacheSize=1",
        "MaxBodySize=13",
        "EngineSharing=PerWorker",
        "OptimizationLevel=None"
    )]
    public async Task A_runtime_starts_and_serves_at_every_bound(params string[] assignments)
    {
        using WasmRuntime runtime = new(
            OptionsLoader.Load(readEnvironment: false, assignments: ["PoolSize=4", "ThreadPoolSize=1", .. assignments])
        );
        for (int i = 0; i < 2; i++)
        {
            Assert.Null((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Failure);
        }
    }

    [Fact]
    public void Every_property_is_in_the_catalogue_once()
    {
        string[] properties =
        [
            .. typeof(WasmRuntimeOptions)
                .GetProperties()
                .Where(property => property.SetMethod is not null)
                .Select(property => property.Name)
                .Order(),
        ];
        Assert.Equal(properties, OptionsCatalogue.All.Select(option => option.Name).Order());
    }

    [Fact]
    public void Every_option_is_read_as_it_was_set()
    {
        foreach (OptionDescriptor option in OptionsCatalogue.All)
        {
            string text = option.Read(new WasmRuntimeOptions());
            string other = text switch
            {
                "true" => "false",
                "false" => "true",
                "PerWorker" => "Shared",
                "Speed" => "None",
                "Bridge" => "Dynamic",
                "Inline" => "Workers",
                "ChildProcess" => "None",
                "" => "/x/y",
                _ => "77",
            };
            WasmRuntimeOptions changed = option.TrySet(new WasmRuntimeOptions(), other)!;
            Assert.Equal(other, option.Read(changed));
            Assert.Equal(new WasmRuntimeOptions(), option.TrySet(changed, text));
        }
    }

    [Fact]
    public void One_error_names_every_wrong_field()
    {
        WasmRuntimeOptions options = new()
        {
            MaxMemoryPages = 0,
            MaxExecutionTimeMs = -1,
            MaxStackSize = 1,
            ThreadPoolSize = 1000,
            ModuleCacheSize = 0,
            MaxBodySize = 0,
        };
        OptionsException exception = Assert.Throws<OptionsException>(() => new WasmRuntime(options));
        Assert.Equal(6, exception.Errors.Count);
        Assert.All(
            ["MaxMemoryPages", "MaxExecutionTimeMs", "MaxStackSize", "ThreadPoolSize", "ModuleCacheSize", "MaxBodySize"],
            name => Assert.Contains(name, exception.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_pool_larger_than_the_address_space_is_an_error_not_the_end()
    {
        OptionsException exception = Assert.Throws<OptionsException>(() =>
            new WasmRuntime(
                new WasmRuntimeOptions
                {
                    PoolSize = 4096,
                    MaxMemoryPages = 65_536,
                    EngineSharing = EngineSharing.PerWorker,
                    ThreadPoolSize = 128,
                    OversubscribeWorkers = true,
                }
            )
        );
        Assert.Contains("address space", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_are_clamped_to_the_processors()
    {
        Assert.Equal(Environment.ProcessorCount, new WasmRuntimeOptions { ThreadPoolSize = 128 }.EffectiveWorkers);
        Assert.Equal(128, new WasmRuntimeOptions { ThreadPoolSize = 128, OversubscribeWorkers = true }.EffectiveWorkers);
    }

    [Fact]
    public void Sources_are_layered()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "max_memory_pages": 10, "MaxBodySize": 11, "pooling": false, "ModuleCacheSize": 12 }""");
            Environment.SetEnvironmentVariable("SMG_WASM_MAX_BODY_SIZE", "21");
            Environment.SetEnvironmentVariable("SMG_WASM_MODULE_CACHE_SIZE", "22");
            WasmRuntimeOptions options = OptionsLoader.Load(file, readEnvironment: true, ["ModuleCacheSize=32", "optimization_level=none"]);
            Assert.Equal((10, 21, 32, false), (options.MaxMemoryPages, options.MaxBodySize, options.ModuleCacheSize, options.Pooling));
            Assert.Equal(OptimizationLevel.None, options.OptimizationLevel);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SMG_WASM_MAX_BODY_SIZE", null);
            Environment.SetEnvironmentVariable("SMG_WASM_MODULE_CACHE_SIZE", null);
            File.Delete(file);
        }
    }

    [Fact]
    public void The_last_assignment_wins_however_the_name_is_written()
    {
        string[] assignments = ["max_body_size=5", "MaxBodySize=6", "maxbodysize=7", "max_body_size=8", "max_body_size=9"];
        for (int i = 1; i <= assignments.Length; i++)
        {
            Assert.Equal(4 + i, OptionsLoader.Load(readEnvironment: false, assignments: assignments[..i]).MaxBodySize);
        }
    }

    [Fact]
    public void A_file_whose_name_begins_with_a_dot_is_read()
    {
        string file = Path.Combine(Path.GetTempPath(), $".{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(file, """{ "MaxBodySize": 11 }""");
            Assert.Equal(11, OptionsLoader.Load(file, readEnvironment: false).MaxBodySize);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_named() =>
        Assert.Contains(
            "cannot be read",
            Assert.Throws<OptionsException>(() => OptionsLoader.Load(Path.GetTempPath(), readEnvironment: false)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_mistake_of_a_command_line_is_named_at_once()
    {
        OptionsException exception = Assert.Throws<OptionsException>(() =>
            OptionsLoader.Load(
                readEnvironment: false,
                assignments: ["Pool=3", "MaxBodySize=many", "nonsense", "MaxMemoryPages=0", "Pooling=7"]
            )
        );
        Assert.Equal(5, exception.Errors.Count);
        Assert.Contains("did you mean Pooling?", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"MaxMemoryPages\":")]
    [InlineData("")]
    public void A_file_that_is_no_object_is_named(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            OptionsException exception = Assert.Throws<OptionsException>(() => OptionsLoader.Load(file, readEnvironment: false));
            Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            "does not exist",
            Assert.Throws<OptionsException>(() => OptionsLoader.Load("/nowhere/options.json")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Streams_leave_the_calls_their_instances()
    {
        WasmRuntimeOptions small = new()
        {
            PoolSize = 16,
            ThreadPoolSize = 1,
            InlineConcurrency = 3,
        };
        Assert.Equal(12, small.EffectiveMaxStreams);
        Assert.DoesNotContain(OptionsValidator.Validate(small), error => error.Contains("MaxStreams", StringComparison.Ordinal));
        Assert.Contains(
            OptionsValidator.Validate(small with { MaxStreams = 65 }),
            error => error.StartsWith("MaxStreams is 65 but must be at most 12", StringComparison.Ordinal)
        );
        Assert.Equal(5, (small with { MaxStreams = 5 }).EffectiveMaxStreams);
        Assert.Equal(65, (small with { MaxStreams = 65, Pooling = false }).EffectiveMaxStreams);
    }
}
