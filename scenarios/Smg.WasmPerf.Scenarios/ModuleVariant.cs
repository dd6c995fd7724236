using Smg.Wasm.Modules;

namespace Smg.WasmPerf.Scenarios;

/// <summary>The same component under another digest: a custom section, which has no meaning, is put behind it.</summary>
public static class ModuleVariant
{
    /// <summary>Makes a variant.</summary>
    /// <param name="module">The module.</param>
    /// <param name="number">The number that distinguishes variants.</param>
    public static WasmModule Of(WasmModule module, int number)
    {
        byte[] section = [0, 6, 1, (byte)'v', (byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)];
        return WasmModule.FromBytes($"{module.Name}-{number}", [.. module.Bytes, .. section]);
    }
}
