using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Http;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Time from starting a gateway's process until it serves, with modules that its manifest kept and whose compiled files are on disk, over
/// the same without modules.
/// </summary>
internal static class StartGate
{
    private const int Modules = 100;

    /// <summary>
    /// 1.2 to 1.8 were measured on two processors, and 1.7 on one: modules are restored beside what a start does anyway.
    /// </summary>
    private const double MostTimes = 2;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "start_with_100_modules",
            Description =
                "starting the gateway with 100 modules whose compiled files are on disk, over starting it without modules (minimal guest, "
                + "a process each)",
            Threshold = MostTimes,
            Direction = GateDirection.AtMost,
            Method = new RatioMethod(Prepare)
            {
                RunsHere = false,

                // A pair takes a second.
                FewPairs = 6,
                MinPairs = 12,
                WarmUpTime = TimeSpan.Zero,
            },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        StartFolder folder = new();
        WasmRuntimeOptions kept = options with { CompiledFolder = folder.Compiled };
        RegisterAsync(kept, folder.Manifest(Modules)).GetAwaiter().GetResult();
        SizedBlockOptions one = new() { Most = 1 };
        return new GateWorkload(_ => Start(kept, folder, Modules), _ => Start(kept, folder, 0), one, folder);
    }

    private static async Task RegisterAsync(WasmRuntimeOptions options, string manifest)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        KeptGateway gateway = await KeptGateway.StartAsync(options, manifest).ConfigureAwait(false);
        await using (gateway.ConfigureAwait(false))
        {
            foreach (int number in Enumerable.Range(0, Modules))
            {
                await gateway.RegisterAsync(ModuleVariant.Of(module, number)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Starts a gateway.</summary>
    /// <returns>Time until it serves, in microseconds.</returns>
    private static double Start(WasmRuntimeOptions options, StartFolder folder, int modules)
    {
        long start = Stopwatch.GetTimestamp();
        using GateProcess process = GateProcess.Start(options, new StartPlan(folder.Manifest(modules)).ToArguments());
        double took = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        return process.Ready == modules.ToString(CultureInfo.InvariantCulture)
            ? took
            : throw new InvalidOperationException($"The gateway restored {process.Ready} of {modules} modules.");
    }

    /// <summary>The files of both gateways.</summary>
    private sealed class StartFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-start");

        public string Compiled => Path.Combine(_folder.FullName, "compiled");

        public string Manifest(int modules) =>
            Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"modules-{modules}.json"));

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
