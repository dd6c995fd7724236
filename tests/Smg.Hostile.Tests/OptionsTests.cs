using System.Globalization;
using Smg.Wasm.Options;

namespace Smg.Hostile.Tests;

/// <summary>Options out of bounds: one error at the start names all of them.</summary>
[Trait("Category", "Hostile")]
public sealed class OptionsTests
{
    private static IEnumerable<OptionDescriptor> Integers => OptionsCatalogue.All.Where(option => Limits(option) is not null);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Options_that_are_all_out_of_bounds_are_one_error_that_names_all(int beyond)
    {
        WasmRuntimeOptions options = Integers.Aggregate(
            new WasmRuntimeOptions(),
            (all, option) => Set(all, option, Beyond(Limits(option)!.Value, beyond))
        );
        OptionsException error = Assert.Throws<OptionsException>(() => new WasmRuntime(options with { CompiledFolder = "relative" }));
        Assert.All(
            [.. Integers.Select(option => option.Name), "CompiledFolder"],
            name => Assert.Single(error.Errors, one => one.StartsWith(name + " is ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Each_option_at_zero_is_refused_by_name_where_zero_is_out_of_bounds()
    {
        foreach (OptionDescriptor option in Integers.Where(option => Limits(option)!.Value.Min > 0))
        {
            OptionsException error = Assert.Throws<OptionsException>(() => new WasmRuntime(Set(new WasmRuntimeOptions(), option, 0)));
            Assert.Contains(error.Errors, one => one.StartsWith($"{option.Name} is 0 but must be ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_option_at_its_bounds_is_called_out_of_bounds()
    {
        foreach (OptionDescriptor option in Integers)
        {
            (long min, long max) = Limits(option)!.Value;
            Assert.True(option.IsInBounds(Set(new WasmRuntimeOptions(), option, min)), option.Name);
            Assert.True(option.IsInBounds(Set(new WasmRuntimeOptions(), option, max)), option.Name);
            Assert.False(option.IsInBounds(Set(new WasmRuntimeOptions(), option, min - 1)), option.Name);
            Assert.False(option.IsInBounds(Set(new WasmRuntimeOptions(), option, max + 1)), option.Name);
        }
    }

    [Fact]
    public void A_pool_larger_than_the_address_space_is_one_error()
    {
        WasmRuntimeOptions options = new()
        {
            PoolSize = 4096,
            MaxMemoryPages = 65_536,
            EngineSharing = EngineSharing.PerWorker,
            ThreadPoolSize = 128,
            OversubscribeWorkers = true,
        };
        OptionsException error = Assert.Throws<OptionsException>(() => new WasmRuntime(options));
        Assert.Contains("GiB of address space", Assert.Single(error.Errors), StringComparison.Ordinal);
    }

    private static WasmRuntimeOptions Set(WasmRuntimeOptions options, OptionDescriptor option, long value) =>
        option.TrySet(options, value.ToString(CultureInfo.InvariantCulture))
        ?? throw new InvalidOperationException($"{option.Name} does not take {value}.");

    private static long Beyond((long Min, long Max) limits, int beyond) =>
        beyond switch
        {
            -1 => limits.Min - 1,
            1 => limits.Max + 1,
            _ => beyond,
        };

    /// <summary>The bounds that an option's text names; null for an option of another type.</summary>
    private static (long Min, long Max)? Limits(OptionDescriptor option)
    {
        string[] words = option.Bounds.Split(' ');
        return words is [_, "to", _, ..] && TryParse(words[0], out long min) && TryParse(words[2], out long max) ? (min, max) : null;

        static bool TryParse(string word, out long value) =>
            long.TryParse(word, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out value);
    }
}
