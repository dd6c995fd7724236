namespace Smg.WasmPerf.Cli.Tests;

/// <summary>A file on a full disk.</summary>
internal sealed class FullStream : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
}
