namespace Smg.WasmPerf.Cli.Tests;

public sealed class MaxLatenessOptionTests
{
    [Theory]
    [InlineData("5ms", 5_000)]
    [InlineData("0.5ms", 500)]
    [InlineData("250us", 250)]
    [InlineData("1s", 1e6)]
    public void A_time_with_a_unit_is_read(string text, double us) => Assert.Equal(us, MaxLatenessOption.Parse(text)!.Value.TotalMicroseconds);

    [Theory]
    [InlineData("5")]
    [InlineData("")]
    [InlineData("ms")]
    [InlineData("-5ms")]
    [InlineData("0ms")]
    [InlineData("61s")]
    [InlineData("1,5ms")]
    [InlineData("NaNms")]
    public void Anything_else_is_refused(string text) => Assert.Null(MaxLatenessOption.Parse(text));
}
