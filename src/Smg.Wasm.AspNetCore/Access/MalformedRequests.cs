using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Smg.Wasm.AspNetCore.Access;

/// <summary>
/// Logs requests that the server refuses before the gateway sees them, for instance a head that is not HTTP or comes too slowly.
/// </summary>
/// <param name="log">The access log.</param>
internal sealed class MalformedRequests(AccessLog log) : IObserver<KeyValuePair<string, object?>>
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Begins to watch a server.</summary>
    /// <param name="services">The server's services.</param>
    /// <param name="log">The access log.</param>
    public static void Watch(IServiceProvider services, AccessLog log) =>
        services.GetRequiredService<DiagnosticListener>().Subscribe(new MalformedRequests(log), static name => name == Event);

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        // A request that the gateway has seen has its entry already, or is not in the sample.
        if (
            value.Value is IFeatureCollection features
            && features.Get<AccessEntry>() is null
            && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException refusal
        )
        {
            DefaultHttpContext context = new(features);
            if (log.Begin(context) is { } entry)
            {
                entry.End(context, refusal.StatusCode);
                log.Add(entry);
            }
        }
    }

    /// <inheritdoc/>
    public void OnCompleted() { }

    /// <inheritdoc/>
    public void OnError(Exception error) { }
}
