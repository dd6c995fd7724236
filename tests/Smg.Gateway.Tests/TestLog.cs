using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Smg.Gateway.Tests;

/// <summary>A log that keeps its lines.</summary>
internal sealed class TestLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(EventId Event, string Text)> _lines = new();

    /// <summary>The lines of an event.</summary>
    public string[] Lines(string name) => [.. _lines.Where(line => line.Event.Name == name).Select(line => line.Text)];

    /// <summary>All that was logged.</summary>
    public string[] All => [.. _lines.Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Enqueue((eventId, formatter(state, exception) + exception));

    public void Dispose() { }
}
