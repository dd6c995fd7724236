using System.Text;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>An output on a full disk.</summary>
internal sealed class FullWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("No space left on device");
}
