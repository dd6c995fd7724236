using System.Runtime.InteropServices;

namespace Smg.Gateway;

/// <summary>
/// Hears the signals that end the gateway. The host begins to drain at the first; whoever sends a second does not want to wait for the
/// drain.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <summary>Begins to hear.</summary>
    /// <param name="heard">Called at each signal after the first.</param>
    public SecondSignal(Action heard) =>
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal =>
                PosixSignalRegistration.Create(
                    signal,
                    context =>
                    {
                        context.Cancel = true;
                        if (Interlocked.Increment(ref _count) > 1)
                        {
                            heard();
                        }
                    }
                )
            ),
        ];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
