using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>
/// Records this process into a <c>.nettrace</c> file: the stacks of all managed threads about a thousand times a second, and the runtime's
/// events.
/// </summary>
public sealed class TraceRecording : IDisposable
{
    /// <summary>Where the stacks come from.</summary>
    internal const string SampleProvider = "Microsoft-DotNETCore-SampleProfiler";

    private readonly EventSession _session;

    /// <summary>Begins to record.</summary>
    /// <param name="path">The file; its folder is made when it is missing.</param>
    /// <exception cref="DiagnosticsUnavailableException">This process cannot be looked into.</exception>
    public TraceRecording(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        Path = path;
        _session = new EventSession(
            [
                new EventPipeProvider(SampleProvider, EventLevel.Informational),
                new EventPipeProvider(
                    "Microsoft-Windows-DotNETRuntime",
                    EventLevel.Informational,
                    (long)ClrTraceEventParser.Keywords.Default
                ),
            ],
            withMethods: true,
            Write
        );
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Ends the recording and waits until the file is whole.</summary>
    public void Stop() => _session.Stop();

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Write(Stream events)
    {
        using FileStream file = File.Create(Path);
        events.CopyTo(file);
    }
}
