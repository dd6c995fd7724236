using Smg.WasmPerf.Experiments;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

public sealed class SizedBlockTests
{
    [Theory]
    [InlineData(10, 800)]
    [InlineData(1_000, 8)]
    [InlineData(80_000, 1)] // An operation longer than the block is still one.
    [InlineData(0.001, 100_000)]
    public void A_block_has_as_many_operations_as_fit_into_its_length(double microseconds, int operations)
    {
        Subject subject = new() { Microseconds = microseconds };
        SizedBlock block = subject.Block();

        Assert.Equal(microseconds, block.Run());
        Assert.Equal(operations, block.Operations);
        Assert.Equal(operations, subject.LastOperations);
    }

    [Fact]
    public void A_subject_that_gets_slower_gets_fewer_operations()
    {
        Subject subject = new() { Microseconds = 10 };
        SizedBlock block = subject.Block();
        block.Run();
        subject.Microseconds = 1_000;
        block.Run();
        block.Run();

        Assert.Equal(8, subject.LastOperations);
    }

    [Fact]
    public void A_subject_that_gets_faster_gets_more_operations()
    {
        Subject subject = new() { Microseconds = 80_000 };
        SizedBlock block = subject.Block();
        block.Run();
        Assert.Equal(1, block.Operations);
        subject.Microseconds = 10;

        Assert.Equal(10, block.Run());
        Assert.Equal(800, subject.LastOperations);
    }

    [Fact]
    public void An_operation_that_takes_no_time_gets_the_most_operations()
    {
        Subject subject = new() { Microseconds = 0 };
        SizedBlock block = subject.Block();
        block.Run();

        Assert.Equal(100_000, block.Operations);
    }

    [Fact]
    public void A_slow_first_operation_does_not_make_the_blocks_small()
    {
        Subject subject = new() { Microseconds = 10, FirstMicroseconds = 50_000 };
        SizedBlock block = subject.Block();
        block.Run();

        Assert.True(block.Operations >= 100, $"{block.Operations} operations");
    }

    /// <summary>Operations that take a time on a clock of their own.</summary>
    private sealed class Subject : TimeProvider
    {
        private double _now;
        private bool _ran;

        public double Microseconds { get; set; }

        public double FirstMicroseconds { get; init; }

        public int LastOperations { get; private set; }

        public override long TimestampFrequency => 1_000_000_000;

        public SizedBlock Block() => new(Run, new SizedBlockOptions(), this);

        public override long GetTimestamp() => (long)(_now * 1_000);

        private double Run(int operations)
        {
            _now += (operations * Microseconds) + (_ran ? 0 : FirstMicroseconds);
            _ran = true;
            LastOperations = operations;
            return Microseconds;
        }
    }
}
