using Smg.Load.Text;
using Xunit;

namespace Smg.WasmPerf.Tests.Results;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(117.4, "117")]
    [InlineData(12_345.6, "12,346")]
    [InlineData(11.74, "11.7")]
    [InlineData(1.174, "1.17")]
    [InlineData(0.9996, "1")]
    [InlineData(0.1174, "0.117")]
    [InlineData(-4.5, "-4.5")]
    [InlineData(double.NaN, "n/a")]
    [InlineData(double.PositiveInfinity, "inf")]
    public void Numbers_have_three_digits(double value, string text) => Assert.Equal(text, Quantity.Number(value));

    [Theory]
    [InlineData(0, "0 µs")]
    [InlineData(0.085, "85 ns")]
    [InlineData(0.99999, "1 µs")]
    [InlineData(84.5, "84.5 µs")]
    [InlineData(999.7, "1 ms")]
    [InlineData(48_700, "48.7 ms")]
    [InlineData(2_500_000, "2.5 s")]
    [InlineData(double.NaN, "n/a")]
    public void Times_choose_their_unit(double us, string text) => Assert.Equal(text, Quantity.Time(us));

    [Theory]
    [InlineData(null, "n/a")]
    [InlineData(0.0, "0 B")]
    [InlineData(680.0, "680 B")]
    [InlineData(5_400.0, "5.27 KiB")]
    [InlineData(3_145_728.0, "3 MiB")]
    public void Sizes_choose_their_unit(double? bytes, string text) => Assert.Equal(text, Quantity.Bytes(bytes));

    [Theory]
    [InlineData("WholeCall", "Whole call")]
    [InlineData("LruHit", "Lru hit")]
    [InlineData("LRUHit", "LRU hit")]
    [InlineData("StoreOnly", "Store only")]
    [InlineData("call", "call")]
    [InlineData("", "")]
    public void Names_become_words(string name, string words) => Assert.Equal(words, Quantity.Words(name));
}
