using System.IO.Pipelines;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;
using Known = Microsoft.Net.Http.Headers.HeaderNames;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// The response of an endpoint of this application: status and headers as they were when it began, and its body as it writes it.
/// </summary>
internal sealed class EndpointResponse : ResponseSource
{
    private readonly HttpContext _client;
    private readonly IHeaderDictionary _headers = new HeaderDictionary();
    private readonly PipeReader _body;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hasFailed;

    /// <summary>
    /// Takes status and headers out of the client's response: what answers in place of the endpoint begins with none of them.
    /// </summary>
    /// <param name="client">The request with the client's response.</param>
    /// <param name="body">What the endpoint writes.</param>
    public EndpointResponse(HttpContext client, PipeReader body)
    {
        (_client, _body) = (client, body);
        Status = client.Response.StatusCode;
        foreach ((string name, StringValues values) in client.Response.Headers)
        {
            _headers[name] = values;
        }

        client.Response.Headers.Clear();
        client.Response.StatusCode = StatusCodes.Status200OK;
        RequestId.Repeat(client);
    }

    /// <inheritdoc/>
    public override int Status { get; }

    /// <summary>Endpoints that leave HTTP never get here.</summary>
    public override bool LeavesHttp => false;

    /// <inheritdoc/>
    public override bool HasBody => !HttpMethods.IsHead(_client.Request.Method) && StatusRules.AllowsBody(Status);

    /// <inheritdoc/>
    public override bool HasFailed => _hasFailed;

    /// <summary>The endpoint's headers.</summary>
    public IHeaderDictionary Headers => _headers;

    /// <summary>Completes when modules ask for the body.</summary>
    public Task Opened => _opened.Task;

    /// <inheritdoc/>
    protected override string? MediaType => StreamRule.Find(_headers.ContentType.ToString());

    /// <summary>The endpoint threw: whoever catches that answers.</summary>
    public void Fail() => _hasFailed = true;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? FindCodings() => ContentCoding.Read(_headers.ContentEncoding);

    /// <inheritdoc/>
    public override List<Header> ReadHeaders() => HeaderList.Read(_headers);

    /// <inheritdoc/>
    public override void RemoveCodings(long? length)
    {
        ContentCoding.Remove(_headers, length);
        _headers.Remove(Known.AcceptRanges);
        if (_headers.ETag is [['"', ..] strong])
        {
            _headers.ETag = "W/" + strong;
        }
    }

    /// <inheritdoc/>
    public override void RemoveLength() => _headers.ContentLength = null;

    /// <inheritdoc/>
    public override ValueTask<PipeReader> OpenAsync(CancellationToken aborted)
    {
        _opened.TrySetResult();
        return ValueTask.FromResult(_body);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> CopyHeadAsync(HttpContext context)
    {
        if (!StatusRules.CanBeForwarded(Status))
        {
            await GatewayAnswer.StatusAsync(context, Status).ConfigureAwait(false);
            return false;
        }

        context.Response.StatusCode = Status;
        foreach ((string name, StringValues values) in _headers)
        {
            context.Response.Headers[name] = values;
        }

        RequestId.Repeat(context);
        if (StatusRules.AllowsBody(Status))
        {
            return !HttpMethods.IsHead(context.Request.Method);
        }

        StatusRules.SetBodylessLength(context.Response);
        return false;
    }
}
