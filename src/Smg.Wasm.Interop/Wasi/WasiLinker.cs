namespace Smg.Wasm.Interop.Wasi;

/// <summary>
/// WASI preview 2 as this host offers it: clocks, sleep, random numbers, an environment, capped output, and nothing that leads out of the
/// process. Wasmtime's own is not used: it waits in native code where no deadline reaches, opens sockets, and keeps a table that a guest
/// can grow.
/// </summary>
public static class WasiLinker
{
    /// <summary>Makes a linker that offers all interfaces of WASI's command line world.</summary>
    public static ComponentLinkerHandle Create(EngineHandle engine)
    {
        ComponentLinkerHandle linker = ComponentLinkerHandle.Create(engine);
        WasiPoll.AddTo(linker);
        WasiStreams.AddTo(linker);
        WasiClocks.AddTo(linker);
        WasiRandom.AddTo(linker);
        WasiCommandLine.AddTo(linker);
        WasiFilesystem.AddTo(linker);
        WasiSockets.AddTo(linker);
        return linker;
    }
}
