using Microsoft.Extensions.Logging;

namespace Smg.Wasm.Fixtures;

/// <summary>The one logger of all categories, for tests that look at what is logged.</summary>
public abstract class TestLogger : ILoggerFactory, ILogger
{
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
    ) => Write(logLevel, eventId, formatter(state, exception) + exception);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called on the thread that logs.</summary>
    /// <param name="level">The level.</param>
    /// <param name="id">The event.</param>
    /// <param name="line">Its text, with the exception behind it.</param>
    protected abstract void Write(LogLevel level, EventId id, string line);

    protected virtual void Dispose(bool disposing) { }
}
