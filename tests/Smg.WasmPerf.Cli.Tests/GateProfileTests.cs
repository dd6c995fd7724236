using System.Globalization;
using System.Runtime.CompilerServices;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Commands.Gates;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class GateProfileTests
{
    [Fact]
    public void A_gate_that_failed_names_the_method_that_makes_its_short_side_slow()
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        SlowGate gate = new();
        GateResult result = GateProfile.Add(
            gate.Definition,
            gate.Result,
            new WasmRuntimeOptions(),
            TimeSpan.FromMilliseconds(400),
            new RunConsole(new PlainView(output)),
            CancellationToken.None
        );
        Assert.Contains(
            result.Frames!,
            frame => frame.Frame == "Smg.WasmPerf.Cli.Tests.GateProfileTests+SlowGate.Slow" && frame.ShareB > frame.ShareA
        );
        Assert.Contains("    grew in B: ", output.ToString(), StringComparison.Ordinal);
        Assert.True(gate.IsDisposed);
    }

    [Fact]
    public void A_gate_without_sides_stays_as_it_is()
    {
        SlowGate gate = new() { HasSides = false };
        GateResult result = gate.Result;
        Assert.Same(
            result,
            GateProfile.Add(
                gate.Definition,
                result,
                new WasmRuntimeOptions(),
                TimeSpan.Zero,
                new RunConsole(new PlainView(TextWriter.Null)),
                CancellationToken.None
            )
        );
    }

    /// <summary>
    /// Some hundred microseconds to a millisecond: work is counted, so that both sides keep their shares on a machine that is busy
    /// elsewhere.
    /// </summary>
    private const int PartRounds = 300_000;

    private sealed class SlowGate : IGateMethod, IPairedWorkload, IDisposable
    {
        public Gate Definition =>
            new()
            {
                Name = "slow",
                Description = "fast over slow",
                Threshold = 5,
                Method = this,
            };

        public GateResult Result => Definition.Judge(new MedianInterval(1, 1, 1, 0.95, 30));

        public bool HasSides { get; init; } = true;

        public bool IsDisposed { get; private set; }

        public GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken) => Result;

        public IPairedWorkload? Sides(WasmRuntimeOptions options) => HasSides ? this : null;

        public double RunA() => Fast(2);

        public double RunB() => Fast(1) + Slow(3);

        public void Dispose() => IsDisposed = true;

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static double Fast(int parts)
        {
            uint value = 1;
            for (int i = 0; i < parts * PartRounds; i++)
            {
                value = (value * 1_664_525) + 1_013_904_223;
            }

            return value + 1.0;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static double Slow(int parts)
        {
            uint value = 1;
            for (int i = 0; i < parts * PartRounds; i++)
            {
                value = (value * 1_664_525) + 1_013_904_223;
            }

            return value + 1.0;
        }
    }
}
