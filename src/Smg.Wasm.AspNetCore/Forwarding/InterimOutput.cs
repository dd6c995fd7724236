using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// A client's connection beneath the server, which has no API for interim responses. It is written to while the server does not write:
/// before the response has started, and outside the reading of a body that the client holds back for 100 (Continue).
/// </summary>
internal readonly struct InterimOutput
{
    private readonly PipeWriter? _plain;
    private readonly SslStream? _tls;

    private InterimOutput(PipeWriter? plain, SslStream? tls) => (_plain, _tls) = (plain, tls);

    /// <summary>The connection of a request over HTTP/1.1; null where its server has none to write to.</summary>
    public static InterimOutput? Of(HttpContext context) =>
        context.Features.Get<ISslStreamFeature>() is { } tls ? new InterimOutput(null, tls.SslStream)
        : context.Features.Get<IConnectionTransportFeature>() is { } plain ? new InterimOutput(plain.Transport.Output, null)
        : null;

    /// <summary>
    /// Writes bytes at once, then waits while more of them are on the way to the client than the connection holds. Cancellation ends the
    /// wait and takes nothing back.
    /// </summary>
    /// <returns>Whether the client still reads.</returns>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_plain is not null)
        {
            return !(await _plain.WriteAsync(bytes, cancellationToken).ConfigureAwait(false)).IsCompleted;
        }

        await _tls!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
