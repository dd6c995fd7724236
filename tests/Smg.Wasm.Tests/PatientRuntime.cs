using Smg.Wasm.Options;

namespace Smg.Wasm.Tests;

/// <summary>Runtimes whose calls have time enough on a machine that is busy elsewhere.</summary>
internal static class PatientRuntime
{
    public static WasmRuntimeOptions Options { get; } =
        new()
        {
            PoolSize = 16,
            Dispatch = Dispatch.Workers,
            MaxExecutionTimeMs = 60_000,
            MaxQueueTimeMs = 60_000,
        };

    /// <summary>Compiles ahead, so that calls go to the queue at once.</summary>
    public static async Task PrepareAsync(WasmRuntime runtime)
    {
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
    }
}
