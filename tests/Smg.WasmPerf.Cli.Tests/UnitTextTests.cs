using Smg.WasmPerf.Cli.Arguments;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class UnitTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0.05", 50)]
    [InlineData("10", 10_000)]
    [InlineData("2m", 120_000)]
    [InlineData("2min", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("250us", 0.25)]
    [InlineData("250µs", 0.25)]
    [InlineData(" 2 s ", 2_000)]
    public void A_time_has_the_unit_that_it_names_and_seconds_without_one(string text, double milliseconds)
    {
        using GermanNumbers german = new();
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), UnitText.Time(text, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0.1x")]
    [InlineData("0,5s")]
    [InlineData("1.000.000")]
    [InlineData("-1s")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("∞")]
    [InlineData("99999999999999999999h")]
    [InlineData("1s 2m")]
    public void What_is_not_a_time_is_refused(string text)
    {
        using GermanNumbers german = new();
        Assert.Null(UnitText.Time(text, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("500", 500)]
    [InlineData("2k", 2_000)]
    [InlineData("2k/s", 2_000)]
    [InlineData("1.5k/s", 1_500)]
    [InlineData("2000/s", 2_000)]
    [InlineData("1M/s", 1_000_000)]
    public void A_rate_may_be_in_thousands_and_millions(string text, double rate)
    {
        using GermanNumbers german = new();
        Assert.Equal(rate, UnitText.Rate(text));
    }

    [Theory]
    [InlineData("1,5k")]
    [InlineData("2k/m")]
    [InlineData("k")]
    [InlineData("-5")]
    public void What_is_not_a_rate_is_refused(string text)
    {
        using GermanNumbers german = new();
        Assert.Null(UnitText.Rate(text));
    }

    [Theory]
    [InlineData(0.05, "50us")]
    [InlineData(100, "100ms")]
    [InlineData(1_500, "1.5s")]
    [InlineData(86_400_000, "24h")]
    public void A_time_is_written_as_it_is_read(double milliseconds, string text)
    {
        using GermanNumbers german = new();
        Assert.Equal(text, UnitText.Of(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), UnitText.Time(text, TimeSpan.FromHours(1)));
    }
}
