using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios.Http;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>Starts a gateway, and says how many modules it serves as soon as it does.</summary>
internal static class StartProgram
{
    /// <summary>Serves until the input ends.</summary>
    /// <param name="plan">The gateway.</param>
    /// <param name="input">Ends when the gateway is to end.</param>
    /// <param name="output">Where the number is written.</param>
    public static void Run(StartPlan plan, TextReader input, TextWriter output)
    {
        KeptGateway gateway = KeptGateway.StartAsync(OptionsLoader.Load(), plan.Manifest).GetAwaiter().GetResult();
        output.WriteLine(gateway.Modules.ToString(CultureInfo.InvariantCulture));
        _ = input.ReadLine();
        gateway.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
