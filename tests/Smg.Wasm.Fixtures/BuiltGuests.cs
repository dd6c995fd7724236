using Smg.Wasm.Modules;

namespace Smg.Wasm.Fixtures;

/// <summary>The project's guests, built by real toolchains.</summary>
public static class BuiltGuests
{
    public static WasmModule Load(string name) =>
        WasmModule.FromFile(name, Path.Combine(AppContext.BaseDirectory, "guests", name + ".wasm"));
}
