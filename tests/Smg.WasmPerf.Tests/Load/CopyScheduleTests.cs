using Smg.Load.Scenarios;
using Smg.Load.Schedules;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class CopyScheduleTests
{
    private readonly CopySchedule _schedule = new([
        Simulation.RampingConstant(10, Second),
        Simulation.KeepConstant(4, Second),
        Simulation.Pause(Second),
        Simulation.RampingConstant(0, Second),
    ]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(500, 5)]
    [InlineData(999, 10)]
    [InlineData(1_000, 4)]
    [InlineData(1_999, 4)]
    [InlineData(2_500, 0)]
    [InlineData(3_000, 4)]
    [InlineData(3_500, 2)]
    [InlineData(4_000, 0)]
    public void Copies_follow_the_parts(int milliseconds, int copies) => Assert.Equal(copies, _schedule.CopiesAt(Ms(milliseconds)));

    [Fact]
    public void The_whole_schedule_is_known()
    {
        Assert.Equal(Ms(4_000), _schedule.Duration);
        Assert.Equal(10, _schedule.MostCopies);
        Assert.Equal(10, _schedule.WarmUpCopies);
        Assert.Equal(Ms(2_000), _schedule.NextBoundary(Ms(1_000)));
    }
}
