using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.Telemetry;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>
/// Sends what YARP forwards with the relay of its interim responses, as the gateway does: the request carries its client's along.
/// </summary>
/// <param name="connections">What sends it.</param>
/// <param name="telemetry">What counts interim responses.</param>
internal sealed class ForwardingHandler(HttpMessageHandler connections, InterimTelemetry telemetry) : DelegatingHandler(connections)
{
    private static readonly HttpRequestOptionsKey<HttpContext> Client = new("smg.wasm.client");

    /// <summary>Lets a request carry its client's along.</summary>
    public static void Attach(HttpRequestMessage request, HttpContext client) => request.Options.Set(Client, client);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(Client, out HttpContext? client))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        bool hasResponseModules = client.Features.Get<IHttpResponseFeature>() is ResponseCapture;
        using InterimRelay relay = InterimRelay.Begin(client, telemetry, hasResponseModules, RequestBody.HasArrived(client.Request));
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.GetBaseException() is InterimTimeoutException timeout)
        {
            // By its type YARP knows that the upstream took too long: 504, not 502.
            throw new TaskCanceledException(timeout.Message, new TimeoutException(timeout.Message, e));
        }
    }
}
