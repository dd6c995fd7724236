using Microsoft.Extensions.Logging;

namespace Smg.Gateway.Tests.Admin;

/// <summary>A log that keeps a gateway waiting when it tells that a module is compiled, until it is released.</summary>
internal sealed class CompileHold : ILoggerFactory, ILogger
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();

    public Task Reached => _reached.Task;

    public void Release() => _released.Set();

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
    )
    {
        if (eventId.Name == "Compiled")
        {
            _reached.TrySetResult();
            _released.Wait(Eventually.Limit);
        }
    }

    public void Dispose()
    {
        _released.Set();
        _released.Dispose();
    }
}
