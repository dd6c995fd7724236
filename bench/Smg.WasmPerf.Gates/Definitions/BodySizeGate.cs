using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// A call with a large body over one with a body of 2 KB: a body costs what its bytes cost, and no growth of the guest's memory.
/// </summary>
internal static class BodySizeGate
{
    private const int SmallBytes = 2 << 10;

    /// <summary>Copies of the body in a row, each to another place: as in a call, they do not all fit the processor's own caches.</summary>
    private const int Copies = 8;
    private const int ControlEvery = 2;

    /// <summary>
    /// What a large body may add to a call, in copies of it as this machine makes them now. Unchanged code adds 1.5, and up to twice as
    /// many beside neighbours that slow memory down; a call as a component, whose values are copied and checked, adds 5 to 6.
    /// </summary>
    private const double MostCopies = 4;

    /// <summary>Defines the gate.</summary>
    /// <param name="size">The large body's size as the gate's name has it.</param>
    /// <param name="bodyBytes">Its size in bytes.</param>
    /// <param name="threshold">What the ratio is held against: unchanged code measured 1.45 with 64 KB and 1.96 with 128 KB.</param>
    public static Gate Define(string size, int bodyBytes, double threshold) =>
        new()
        {
            Name = $"body_{size}_vs_2k",
            Description = $"a call of the minimal guest with a body of {bodyBytes:N0} bytes, over one with a body of 2 KB, inline",
            Threshold = threshold,
            Direction = GateDirection.AtMost,
            Method = new RatioMethod(options => Prepare(options, bodyBytes))
            {
                // The pages that calls need are learned, and the guest is compiled with them.
                WarmUpTime = TimeSpan.FromSeconds(2),
                Control = new("eight copies of the body in a row, over a call with a body of 2 KB", WhyBlind),
            },
        };

    /// <summary>
    /// A bad ratio says nothing of the runtime where copying the body alone takes as long: memory that others use at the same time.
    /// </summary>
    private static string? WhyBlind(GateResult result, MedianInterval control) =>
        result.Verdict == GateVerdict.Passed || result.Low - 1 > MostCopies / Copies * control.Median
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Copies} copies of the body alone take {control.Median:F1} times as long as a call with a body of 2 KB, and the "
                    + $"body adds {result.Low - 1:F1} times: the memory of this machine is too slow now to tell a slow copy from a slow "
                    + $"call"
            );

    private static GateWorkload Prepare(WasmRuntimeOptions options, int bodyBytes)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest large = SampleMessages.Request(bodyBytes);
        MiddlewareRequest small = SampleMessages.Request(SmallBytes);
        WasmRuntime runtime = new(options with { Dispatch = Dispatch.Inline });
        byte[][] copies = [.. Enumerable.Range(0, Copies + 1).Select(_ => new byte[bodyBytes])];
        List<double> control = [];
        int blocks = 0;
        return new GateWorkload(
            calls => BlockTimer.MicrosecondsPerOperation(calls, () => RuntimeCall.Run(runtime, module, large)),
            SmallWithControl,
            new SizedBlockOptions(),
            runtime
        )
        {
            ControlSamples = control,
        };

        double SmallWithControl(int calls)
        {
            double call = BlockTimer.MicrosecondsPerOperation(calls, () => RuntimeCall.Run(runtime, module, small));
            if (blocks++ % ControlEvery == 0)
            {
                control.Add(BlockTimer.MicrosecondsPerOperation(calls, Copy) / call);
            }

            return call;
        }

        void Copy()
        {
            for (int i = 0; i < Copies; i++)
            {
                copies[i].CopyTo(copies[i + 1].AsSpan());
            }
        }
    }
}
