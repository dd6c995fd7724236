using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Fixtures;

/// <summary>The project's guests, built by real toolchains.</summary>
internal static class BuiltGuests
{
    public static WasmModule Load(string name) => WasmModule.FromFile(name, Path.Combine(AppContext.BaseDirectory, "guests", name + ".wasm"));
}
