using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Tuning;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// What a process of <see cref="CallerProcess"/> runs: a line with a number of calls asks for a block, the answer is when it began and
/// ended.
/// </summary>
internal static class CallerProgram
{
    private const int WarmUpCalls = 3_000;

    /// <summary>Answers until the input ends.</summary>
    /// <param name="plan">What is called.</param>
    /// <param name="input">Where blocks are asked for.</param>
    /// <param name="output">Where they are answered.</param>
    public static void Run(CallerPlan plan, TextReader input, TextWriter output)
    {
        WasmRuntimeOptions options = OptionsLoader.Load() with { Dispatch = Dispatch.Inline, InlineConcurrency = plan.Callers };
        using WasmRuntime runtime = new(options);
        MiddlewareInput[] messages = [.. plan.BodyBytes.Select(SampleMessages.Request)];
        using CallerThreads threads = new(
            runtime,
            GuestLibrary.Load(plan.Guest),
            AttachPoint.OnRequest,
            messages,
            plan.Callers,
            pipeline: 1
        );
        threads.RunBlock(WarmUpCalls);
        output.WriteLine("ready");
        while (input.ReadLine() is { } calls)
        {
            threads.RunBlock(int.Parse(calls, CultureInfo.InvariantCulture));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads.Began} {threads.Ended}"));
        }
    }
}
