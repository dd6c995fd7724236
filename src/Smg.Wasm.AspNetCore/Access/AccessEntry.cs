using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.AspNetCore.Access;

/// <summary>What the access log will say of one request. A feature of the request where it is logged; used by the request alone.</summary>
internal sealed class AccessEntry
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly AbortWatch _abort;
    private long _forwarded;
    private bool _isCut;

    /// <summary>Begins the entry of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="runtime">What runs the modules.</param>
    /// <param name="time">The clock.</param>
    public AccessEntry(HttpContext context, WasmRuntime runtime, TimeProvider time)
    {
        _abort = new AbortWatch(context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>());
        context.Features.Set<IHttpRequestLifetimeFeature>(_abort);
        context.Features.Set(this);
        _time = time;
        _start = time.GetTimestamp();
        Started = time.GetUtcNow();
        Trace = new ChainTrace(time);
        Chain = new MiddlewareChain(runtime, Trace);
    }

    /// <summary>When the request's head had arrived.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Which modules were called, how long each took and what it decided.</summary>
    public ChainTrace Trace { get; }

    /// <summary>The chain that notes its calls in <see cref="Trace"/>.</summary>
    public MiddlewareChain Chain { get; }

    /// <summary>From the request's head to the end of its answer.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>From forwarding to the head of the upstream's answer; null where none came.</summary>
    public TimeSpan? Upstream { get; private set; }

    /// <summary>The fields of the request and its answer, taken when it ended.</summary>
    public AccessFields Fields { get; private set; }

    /// <summary>The entry of a request; null where it is not logged.</summary>
    public static AccessEntry? Of(HttpContext context) => context.Features.Get<AccessEntry>();

    /// <summary>The request goes to the upstream.</summary>
    public void Forward() => _forwarded = _time.GetTimestamp();

    /// <summary>The head of the upstream's answer is there.</summary>
    public void Answer() => Upstream ??= _time.GetElapsedTime(_forwarded);

    /// <summary>The gateway stops, and the request's connection is cut.</summary>
    public void Cut() => _isCut = true;

    /// <summary>The request has ended. Its context is the next request's soon: what is logged is copied.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">The status with which the server itself refuses it. Defaults to null: the gateway has answered.</param>
    public void End(HttpContext context, int? refusal = null)
    {
        Duration = _time.GetElapsedTime(_start);
        bool isCut = _isCut || _abort.IsAborted || context.RequestAborted.IsCancellationRequested;
        Fields = new AccessFields
        {
            RequestId = context.TraceIdentifier,
            Client = context.Connection.RemoteIpAddress,
            Method = context.Request.Method ?? "",
            Path = context.Features.Get<RequestTarget>()?.Path ?? RefusedPath(context),
            Protocol = context.Request.Protocol ?? "",
            Status = refusal ?? (context.Response.HasStarted || !isCut ? context.Response.StatusCode : null),
            ResponseBytes = context.Response.ContentLength,
            IsCut = isCut,
            Error = context.GetForwarderErrorFeature()?.Error,
        };
    }

    /// <summary>
    /// The path of a target that was refused, as it was received. Queries and user information may hold keys: neither is logged.
    /// </summary>
    private static string RefusedPath(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget ?? "";
        int end = target.AsSpan().IndexOfAny('?', '#');
        return target is not ['/', ..] ? ""
            : end < 0 ? target
            : target[..end];
    }
}
