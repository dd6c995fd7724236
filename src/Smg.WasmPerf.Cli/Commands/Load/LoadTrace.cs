using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Diagnostics;

namespace Smg.WasmPerf.Cli.Commands.Load;

/// <summary>Records one load scenario with the profiler.</summary>
internal sealed class LoadTrace : IDisposable
{
    private readonly TraceRecording _recording;

    /// <summary>Begins to record.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="name">The scenario's name.</param>
    /// <exception cref="DiagnosticsUnavailableException">This process cannot be looked into.</exception>
    public LoadTrace(string folder, string name) => _recording = new TraceRecording(Path.Combine(folder, "traces", name + ".nettrace"));

    /// <summary>Ends the recording, and converts it.</summary>
    public void Finish(RunConsole console)
    {
        _recording.Stop();
        console.Update("converting the trace ...");
        string speedScope = TraceFile.WriteSpeedScope(_recording.Path);
        console.Line($"    trace      {_recording.Path}");
        console.Line($"    speedscope {speedScope}");
    }

    /// <inheritdoc/>
    public void Dispose() => _recording.Dispose();
}
