using System.Text.Json;
using Smg.Load.Running;

namespace Smg.WasmPerf.NBomberHost;

/// <summary>Writes progress as lines of JSON for the program that started the host.</summary>
/// <param name="output">Standard output.</param>
internal sealed class ProgressLines(TextWriter output) : IProgress<LoadProgress>
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        lock (_lock)
        {
            output.WriteLine(JsonSerializer.Serialize(value));
            output.Flush();
        }
    }
}
