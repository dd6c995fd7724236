using Microsoft.Extensions.Logging;

namespace Smg.Gateway.Tests.Admin;

/// <summary>A log that keeps a gateway waiting when it reports that a module is compiled, until it is released.</summary>
internal sealed class CompileHold : TestLogger
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();

    public Task Reached => _reached.Task;

    public void Release() => _released.Set();

    protected override void Write(LogLevel level, EventId id, string line)
    {
        if (id.Name == "Compiled")
        {
            _reached.TrySetResult();
            _released.Wait(Eventually.Limit);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _released.Set();
        _released.Dispose();
        base.Dispose(disposing);
    }
}
