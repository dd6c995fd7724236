using Microsoft.AspNetCore.Http;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Events;

/// <summary>Upstreams of streams of events, and the module that redacts them.</summary>
internal static class EventUpstream
{
    /// <summary>Replaces <c>secret</c> by asterisks, also where two events share it.</summary>
    public static WasmModule Redactor { get; } = BuiltGuests.Load("redact-events");

    /// <summary>A registration whose failures end the stream.</summary>
    public static ModuleRegistration Closed(WasmModule module) => new(module.Name, [AttachPoint.OnEvent]);

    /// <summary>Sends a stream in pieces.</summary>
    public static RequestDelegate InPieces(byte[] stream, int piece) =>
        async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (int i = 0; i < stream.Length; i += piece)
            {
                await context.Response.BodyWriter.WriteAsync(stream.AsMemory(i, Math.Min(piece, stream.Length - i)));
            }
        };

    /// <summary>Sends two events, the second when it may.</summary>
    public static RequestDelegate Held(SemaphoreSlim goOn) =>
        async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.BodyWriter.WriteAsync("data: secret 1\n\n"u8.ToArray());
            await goOn.WaitAsync(context.RequestAborted);
            await context.Response.BodyWriter.WriteAsync("data: secret 2\n\n"u8.ToArray());
        };

    /// <summary>Asks for a stream, up to its head.</summary>
    public static Task<HttpResponseMessage> BeginAsync(TestGateway gateway) =>
        gateway.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead).EndsAsync();
}
