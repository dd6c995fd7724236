using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>An EventPipe session on this process, read on a thread while it runs: it can be stopped only then.</summary>
public sealed class EventSession : IDisposable
{
    private const int BufferMegabytes = 64;

    private readonly EventPipeSession _session;
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopped;

    /// <summary>Begins a session.</summary>
    /// <param name="providers">The events to report.</param>
    /// <param name="withMethods">Whether the names of all methods are reported at the end.</param>
    /// <param name="read">Reads the session's events to their end.</param>
    /// <exception cref="DiagnosticsUnavailableException">The diagnostics port is missing or refuses.</exception>
    internal EventSession(IReadOnlyList<EventPipeProvider> providers, bool withMethods, Action<Stream> read)
    {
        _session = Try(client => client.StartEventPipeSession(providers, withMethods, BufferMegabytes));
        new Thread(() => Read(read)) { Name = "smg-load events", IsBackground = true }.UnsafeStart();
    }

    /// <summary>Does nothing where this process can be looked into.</summary>
    /// <exception cref="DiagnosticsUnavailableException">The diagnostics port is missing or refuses.</exception>
    public static void ThrowIfUnavailable() => Try(client => client.GetProcessEnvironment());

    /// <summary>Ends the session and waits until all events are read.</summary>
    public void Stop()
    {
        if (!_stopped)
        {
            _stopped = true;
            _session.Stop();
            _read.Task.GetAwaiter().GetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _session.Dispose();
    }

    private void Read(Action<Stream> read)
    {
        try
        {
            read(_session.EventStream);
            _read.SetResult();
        }
        catch (Exception exception)
        {
            _read.SetException(exception);
        }
    }

    private static T Try<T>(Func<DiagnosticsClient, T> ask)
    {
        try
        {
            return ask(new DiagnosticsClient(Environment.ProcessId));
        }
        catch (Exception e)
            when (e is DiagnosticsClientException or IOException or TimeoutException or UnauthorizedAccessException or SocketException)
        {
            throw new DiagnosticsUnavailableException(e.Message);
        }
    }
}
