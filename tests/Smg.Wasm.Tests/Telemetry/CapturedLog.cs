using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Smg.Wasm.Tests.Telemetry;

/// <summary>Keeps what is logged.</summary>
internal sealed class CapturedLog : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Event, string Line)> Lines { get; } = new();

    /// <summary>Whether each attempt to log throws.</summary>
    public bool Throws { get; init; }

    /// <summary>Called with the name of each event, on the thread that logs it.</summary>
    public Action<string?>? OnEvent { get; set; }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (Throws)
        {
            throw new InvalidOperationException("The log is broken.");
        }

        Lines.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
        OnEvent?.Invoke(eventId.Name);
    }

    public void Dispose() { }
}
