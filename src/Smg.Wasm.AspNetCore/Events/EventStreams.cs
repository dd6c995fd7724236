using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Events;

/// <summary>What all streams share whose events modules look at.</summary>
/// <param name="Runtime">What runs the modules.</param>
/// <param name="Limits">What bounds an event.</param>
/// <param name="Skipped">What counts events that pass unseen.</param>
internal sealed record EventStreams(WasmRuntime Runtime, BodyLimits Limits, SkippedModules Skipped)
{
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 16 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true);

    /// <summary>The gateway's own answers.</summary>
    public required GatewayAnswer Answer { get; init; }

    /// <summary>What counts streams that ended early.</summary>
    public required EventTelemetry Telemetry { get; init; }

    /// <summary>How long streams may go on after one of their modules was removed or replaced.</summary>
    public required TimeSpan Drain { get; init; }

    /// <summary>Makes the modules' instances, before the client gets anything.</summary>
    public ValueTask<EventChainOpening> OpenAsync(HttpContext context, IReadOnlyList<RegisteredModule> modules) =>
        EventChain.OpenAsync(
            Runtime,
            modules,
            new EventChainObserver(
                (link, hasFailed) => Skipped.Add(link.Module.Name, hasFailed ? SkipReason.StreamFailed : SkipReason.StreamsFull)
            )
            {
                Trace = AccessEntry.Of(context)?.Trace,
            },
            context.RequestAborted
        );

    /// <summary>Answers where no place for a module was left.</summary>
    public Task RefuseAsync(HttpContext context, IChainLink module)
    {
        Telemetry.Ended(context.TraceIdentifier, module.Module.Name, EventTelemetry.Refused);
        return Answer.StreamsFullAsync(context, module.Module.Name, Runtime.Options.EffectiveMaxStreams);
    }

    /// <summary>Decodes an upstream's stream as it arrives.</summary>
    public static async ValueTask<PipeReader> ReaderAsync(PipeReader raw, IReadOnlyList<string> codings, CancellationToken aborted) =>
        codings.Count == 0 ? raw : PipeReader.Create(await ContentCoding.DecodeAsync(raw, codings, aborted).ConfigureAwait(false), Buffers);

    /// <summary>Sends a stream whose head is written, to its end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">The stream.</param>
    /// <param name="with">The modules and their chain.</param>
    public async Task SendAsync(HttpContext context, PipeReader source, (EventChain Chain, IReadOnlyList<RegisteredModule> Modules) with)
    {
        await using EventPump pump = new(source, with.Chain, context.Response, Limits)
        {
            OnPassedUnseen = () => _ = Skipped.Keep(with.Modules, _ => false, SkipReason.EventTooLarge),
        };
        List<CancellationTokenRegistration> watches = [];
        await using ITimer drain = Limits.Time.CreateTimer(
            static pump => ((EventPump)pump!).Drain(),
            pump,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        try
        {
            foreach (RegisteredModule module in with.Modules)
            {
                watches.Add(module.Retired.UnsafeRegister(_ => drain.Change(Drain, Timeout.InfiniteTimeSpan), null));
            }

            await EndAsync(context, pump, (await pump.RunAsync().ConfigureAwait(false), with.Modules)).ConfigureAwait(false);
        }
        finally
        {
            watches.ForEach(watch => watch.Dispose());
        }
    }

    /// <summary>Ends the response so that a client can distinguish a complete stream from one that was ended.</summary>
    private async ValueTask EndAsync(
        HttpContext context,
        EventPump pump,
        (EventStreamEnd Why, IReadOnlyList<RegisteredModule> Modules) with
    )
    {
        switch (with.Why)
        {
            case EventStreamEnd.Complete:
                break;
            case EventStreamEnd.Module:
                Telemetry.Ended(context.TraceIdentifier, "", "module");
                break;
            case EventStreamEnd.UpstreamSilent:
                await Answer.ResponseBodyAsync(context, BodyEnd.TimedOut).ConfigureAwait(false);
                break;
            case EventStreamEnd.UpstreamFailed:
                await Answer.ResponseBodyAsync(context, BodyEnd.Malformed).ConfigureAwait(false);
                break;
            case EventStreamEnd.ClientGone:
                context.Abort();
                break;
            default:
                RegisteredModule module = with.Modules.FirstOrDefault(one => one.Retired.IsCancellationRequested) ?? with.Modules[0];
                await BreakOffAsync(context, pump, with.Why, pump.Failure?.Module ?? module.Module.Name).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Ends a stream before its end, with an event that says why.</summary>
    private async ValueTask BreakOffAsync(HttpContext context, EventPump pump, EventStreamEnd why, string module)
    {
        (string type, string message) = why switch
        {
            EventStreamEnd.EventTooLarge => (
                "event_too_large",
                $"An event exceeds the {Limits.MaxBytes} bytes that modules accept (MaxBodySize). The stream ends here."
            ),
            EventStreamEnd.BuffersFull => (
                "buffers_full",
                "Bodies of other requests use all memory for buffered bodies (MaxBufferedBytes). The stream ends here."
            ),
            EventStreamEnd.ModuleRemoved => (
                "module_removed",
                $"Module '{module}' was removed or replaced while this stream ran. The stream ends here."
            ),
            _ => ("module_failed", $"Module '{module}' failed at an event, and its failure_policy is Closed. The stream ends here."),
        };
        Telemetry.Ended(context.TraceIdentifier, module, type);
        if (pump.IsInside)
        {
            // Half an event cannot be ended well.
            context.Abort();
            return;
        }

        try
        {
            await pump.SendErrorAsync(type, message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
