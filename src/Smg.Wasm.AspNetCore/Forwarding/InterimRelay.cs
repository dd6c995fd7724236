using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Telemetry;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// Passes the interim responses (1xx) to one request on to its client. The connection to the upstream waits for each before it reads on, so
/// that they are with the client before the final response begins. A request's relay goes with its execution context: the connection that
/// the request is sent on finds it there.
/// </summary>
internal sealed class InterimRelay : IDisposable
{
    /// <summary>How long a client that takes no bytes holds the upstream's connection for an interim response.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly AsyncLocal<InterimRelay?> Local = new();

    private readonly string _requestId;
    private readonly InterimTelemetry _telemetry;
    private readonly InterimOutput? _output;
    private readonly IHttpResponseFeature _response;
    private readonly CancellationToken _aborted;
    private string? _refusal;

    private InterimRelay(HttpContext context, InterimTelemetry telemetry, string? refusal)
    {
        _requestId = context.TraceIdentifier;
        _telemetry = telemetry;
        _aborted = context.RequestAborted;
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _output = refusal is null ? InterimOutput.Of(context) : null;
        _refusal = refusal ?? (_output is null ? InterimOutcome.ClientProtocol : null);
    }

    /// <summary>The relay of the request that this code runs for; null where it has none.</summary>
    public static InterimRelay? Current => Local.Value;

    /// <summary>
    /// Whether the request's body has arrived, so that its bytes follow the head at once: they need not be written apart. Defaults to
    /// false: an upstream gets the head of a request before a body that the client still sends.
    /// </summary>
    public bool BodyFollows { get; private init; }

    /// <summary>Begins the relay of a request that is about to be forwarded.</summary>
    /// <param name="context">The request.</param>
    /// <param name="telemetry">What counts interim responses.</param>
    /// <param name="hasResponseModules">Whether modules look at its response.</param>
    /// <param name="isBodyWhole">Whether its body has arrived.</param>
    public static InterimRelay Begin(HttpContext context, InterimTelemetry telemetry, bool hasResponseModules, bool isBodyWhole)
    {
        InterimRelay relay = new(context, telemetry, FindRefusal(context, hasResponseModules, isBodyWhole))
        {
            BodyFollows = isBodyWhole && MaySendAtOnce(context),
        };
        Local.Value = relay;
        return relay;
    }

    /// <summary>Why a request's client must not get interim responses, one of <see cref="InterimOutcome"/>; null where it may.</summary>
    private static string? FindRefusal(HttpContext context, bool hasResponseModules, bool isBodyWhole) =>
        hasResponseModules ? InterimOutcome.ResponseModules
        : !HttpProtocol.IsHttp11(context.Request.Protocol) ? InterimOutcome.ClientProtocol
        : AwaitsContinue(context) && !isBodyWhole ? InterimOutcome.ExpectContinue
        : null;

    /// <summary>
    /// Passes an interim response on, or counts why not. The server itself answers <c>Expect</c> with 100: the upstream's is not a second
    /// one.
    /// </summary>
    public async ValueTask PassAsync(InterimHead head)
    {
        if (head.Status != StatusCodes.Status100Continue)
        {
            _telemetry.Count(_refusal ?? (_response.HasStarted ? InterimOutcome.Late : await TryWriteAsync(head).ConfigureAwait(false)));
        }
    }

    /// <summary>The request has been answered: nothing may follow.</summary>
    public void Dispose() => _refusal = InterimOutcome.Late;

    /// <summary>Whether the server answers 100 when the body is read, on whichever thread reads it.</summary>
    private static bool AwaitsContinue(HttpContext context) =>
        context.Request.Headers.Expect.Count > 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    /// <summary>Whether a body is sent that no upstream is to agree to first.</summary>
    private static bool MaySendAtOnce(HttpContext context) =>
        context.Request.Headers.Expect.Count == 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private async ValueTask<string> TryWriteAsync(InterimHead head)
    {
        if (head == InterimHead.TooLong)
        {
            return InterimOutcome.TooLarge;
        }

        if (head.ToClient(_requestId) is not { } bytes)
        {
            return InterimOutcome.Malformed;
        }

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_aborted);
        patience.CancelAfter(Patience);
        try
        {
            if (await _output!.Value.WriteAsync(bytes, patience.Token).ConfigureAwait(false))
            {
                return InterimOutcome.Passed;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException or NotSupportedException)
        {
            // One whose wait was cancelled arrives all the same if the client reads on; no other may pile up behind it.
        }

        _refusal = InterimOutcome.SlowClient;
        return InterimOutcome.SlowClient;
    }
}
