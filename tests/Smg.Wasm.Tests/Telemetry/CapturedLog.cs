using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Smg.Wasm.Tests.Telemetry;

/// <summary>Keeps what is logged.</summary>
internal sealed class CapturedLog : TestLogger
{
    public ConcurrentQueue<(LogLevel Level, int Event, string Line)> Lines { get; } = new();

    /// <summary>Lines after which each attempt to log throws. Defaults to none that throws.</summary>
    public int ThrowsAfter { get; init; } = int.MaxValue;

    /// <summary>Called with the name of each event, on the thread that logs it.</summary>
    public Action<string?>? OnEvent { get; set; }

    protected override void Write(LogLevel level, EventId id, string line)
    {
        if (Lines.Count >= ThrowsAfter)
        {
            throw new InvalidOperationException("The log is broken.");
        }

        Lines.Enqueue((level, id.Id, line));
        OnEvent?.Invoke(id.Name);
    }
}
