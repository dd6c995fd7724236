using ScottPlot;
using ScottPlot.TickGenerators;
using Smg.Load.Text;
using Smg.WasmPerf.Plots;
using Xunit;

namespace Smg.WasmPerf.Tests.Plots;

public sealed class LogTicksTests
{
    [Theory]
    [InlineData(0.9, 1_200_000, "1 10 100 1,000 10,000 100,000 1,000,000")]
    [InlineData(0.8, 30, "1 2 5 10 20")]
    [InlineData(0.8, 2.5, "0.8 0.9 1 1.2 1.5 2")]
    public void Labels_suit_the_range(double low, double high, string labels)
    {
        NumericManual generator = LogTicks.Over(low, high, Quantity.Number);
        using Paint paint = Paint.NewDisposablePaint();
        generator.Regenerate(new CoordinateRange(-20, 20), Edge.Bottom, new PixelLength(900), paint, new LabelStyle());
        Tick[] ticks = generator.Ticks;

        Assert.Equal(labels, string.Join(' ', ticks.Where(tick => tick.IsMajor).Select(tick => tick.Label)));
        Assert.All(ticks, tick => Assert.InRange(Math.Pow(10, tick.Position), low, high));
    }

    [Fact]
    public void A_range_beyond_every_number_has_ticks_and_an_end()
    {
        NumericManual generator = LogTicks.Over(0.1, double.PositiveInfinity, Quantity.Number);
        using Paint paint = Paint.NewDisposablePaint();
        generator.Regenerate(new CoordinateRange(-400, 400), Edge.Bottom, new PixelLength(900), paint, new LabelStyle());
        Assert.InRange(generator.Ticks.Count(tick => tick.IsMajor), 2, 10);
    }
}
