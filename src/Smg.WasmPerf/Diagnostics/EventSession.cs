using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>Opens EventPipe sessions on this process. Each must be read while it runs: it can be stopped only then.</summary>
public static class EventSession
{
    private const int BufferMegabytes = 64;

    /// <summary>Does nothing where this process can be looked into.</summary>
    /// <exception cref="DiagnosticsUnavailableException">The diagnostics port is missing or refuses.</exception>
    public static void ThrowIfUnavailable() => Try(client => client.GetProcessEnvironment());

    /// <summary>Begins a session.</summary>
    /// <param name="providers">The events to report.</param>
    /// <param name="withMethods">Whether the names of all methods are reported at the end.</param>
    /// <exception cref="DiagnosticsUnavailableException">The diagnostics port is missing or refuses.</exception>
    internal static EventPipeSession Start(IReadOnlyList<EventPipeProvider> providers, bool withMethods) =>
        Try(client => client.StartEventPipeSession(providers, withMethods, BufferMegabytes));

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
