using Smg.Wasm.Modules;

namespace Smg.WasmPerf.Benchmarks.Caching;

/// <summary>The same component under another digest: a custom section, which has no meaning, is put behind it.</summary>
internal static class ModuleVariant
{
    public static WasmModule Of(WasmModule module, int number)
    {
        byte[] section = [0, 6, 1, (byte)'v', (byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)];
        return WasmModule.FromBytes($"{module.Name}-{number}", [.. module.Bytes, .. section]);
    }
}
