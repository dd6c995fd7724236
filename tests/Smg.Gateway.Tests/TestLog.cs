using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Smg.Gateway.Tests;

/// <summary>A log that keeps its lines.</summary>
internal sealed class TestLog : TestLogger
{
    private readonly ConcurrentQueue<(EventId Event, string Text)> _lines = new();

    /// <summary>The lines of an event.</summary>
    public string[] Lines(string name) => [.. _lines.Where(line => line.Event.Name == name).Select(line => line.Text)];

    /// <summary>All that was logged.</summary>
    public string[] All => [.. _lines.Select(line => line.Text)];

    protected override void Write(LogLevel level, EventId id, string line) => _lines.Enqueue((id, line));
}
