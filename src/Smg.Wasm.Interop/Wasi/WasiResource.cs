namespace Smg.Wasm.Interop.Wasi;

/// <summary>The resources of WASI, by the number that identifies each for Wasmtime.</summary>
internal enum WasiResource : uint
{
    Error,
    Pollable,
    InputStream,
    OutputStream,
    TerminalInput,
    TerminalOutput,
    Descriptor,
    DirectoryEntryStream,
    Network,
    ResolveAddressStream,
    TcpSocket,
    UdpSocket,
    IncomingDatagramStream,
    OutgoingDatagramStream,
}
