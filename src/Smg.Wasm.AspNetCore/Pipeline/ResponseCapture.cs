using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// Stands between an endpoint and the server while modules look at the endpoint's response, as response compression does. What the endpoint
/// writes goes into a pipe. With its first flush, or its end, the modules get the response; where none of them needs the body, the endpoint
/// writes to the server again from then on.
/// </summary>
internal sealed class ResponseCapture : IHttpResponseBodyFeature, IHttpResponseFeature
{
    private readonly HttpContext _context;
    private readonly HttpContext _client;
    private readonly IHttpResponseBodyFeature _server;
    private readonly IHttpResponseFeature _head;
    private readonly IHttpResponseTrailersFeature? _trailers;
    private readonly Func<HttpContext, EndpointResponse, ValueTask<bool>> _run;
    private readonly Pipe _pipe = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CaptureWriter _writer;
    private readonly Stream _stream;
    private EndpointResponse? _response;
    private Task<bool>? _running;
    private Task? _begun;
    private IOException? _broken;

    /// <summary>Begins to capture.</summary>
    /// <param name="context">The request.</param>
    /// <param name="run">Takes the response through the modules; what it writes goes to the server. Says whether the body follows as it
    /// is.</param>
    public ResponseCapture(HttpContext context, Func<HttpContext, EndpointResponse, ValueTask<bool>> run)
    {
        (_context, _run) = (context, run);
        _server = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _head = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _trailers = context.Features.Get<IHttpResponseTrailersFeature>();
        FeatureCollection features = new(context.Features);
        features.Set(_server);
        features.Set(_head);
        features.Set(context.Features.Get<IHttpRequestLifetimeFeature>());
        features.Set(context.Features.Get<IHttpResetFeature>());
        _client = new DefaultHttpContext(features);
        _writer = new CaptureWriter(this, _pipe.Writer);
        _stream = _writer.AsStream(leaveOpen: true);
        context.Features.Set<IHttpResponseBodyFeature>(this);
        context.Features.Set<IHttpResponseFeature>(this);
        if (_trailers is not null)
        {
            // They come after the modules have decided.
            context.Features.Set<IHttpResponseTrailersFeature>(null);
        }
    }

    /// <inheritdoc/>
    public Stream Stream => _stream;

    /// <inheritdoc/>
    public PipeWriter Writer => _writer;

    /// <inheritdoc/>
    public int StatusCode
    {
        get => _response?.Status ?? _head.StatusCode;
        set => _head.StatusCode = value;
    }

    /// <inheritdoc/>
    public string? ReasonPhrase
    {
        get => _head.ReasonPhrase;
        set => _head.ReasonPhrase = value;
    }

    /// <inheritdoc/>
    public IHeaderDictionary Headers
    {
        get => _response?.Headers ?? _head.Headers;
        set => _head.Headers = value;
    }

    /// <inheritdoc/>
    Stream IHttpResponseFeature.Body
    {
        get => _stream;
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Whether the endpoint's response has begun. The client's may not have: a module may still answer otherwise, but the endpoint cannot.
    /// </summary>
    public bool HasStarted => _begun is not null || _head.HasStarted;

    /// <summary>
    /// Where the endpoint writes now: the server, where the modules are done with the response; null where its bytes are wanted no more.
    /// </summary>
    internal PipeWriter? Direct { get; private set; }

    /// <summary>Whether the modules answered, and what the endpoint still writes is dropped.</summary>
    internal bool IsDropped => _running is { IsCompleted: true } && Direct is null;

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state) => _head.OnStarting(callback, state);

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state) => _head.OnCompleted(callback, state);

    /// <summary>The server may hold nothing back, but modules may.</summary>
    public void DisableBuffering() => _server.DisableBuffering();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => BeginAsync();

    /// <inheritdoc/>
    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await BeginAsync().ConfigureAwait(false);
        await SendFileFallback.SendFileAsync(_stream, path, offset, count, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        await EndAsync().ConfigureAwait(false);
        await _server.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>The endpoint has returned: its response is whole.</summary>
    public async Task EndAsync()
    {
        if (_begun is null && _head.HasStarted)
        {
            // It left HTTP behind, and wrote nothing here.
            return;
        }

        await BeginAsync().ConfigureAwait(false);
        await _pipe.Writer.CompleteAsync(_broken).ConfigureAwait(false);
        if (await _running!.ConfigureAwait(false) && _broken is not null)
        {
            _client.Abort();
        }
    }

    /// <summary>
    /// The endpoint's body breaks off. Modules that wait for it learn so when the endpoint returns, and the client gets an error.
    /// </summary>
    /// <returns>False where the client has a part of the response: only a cut tells it that the rest is missing.</returns>
    public bool TryBreakOff(IOException reason)
    {
        if (IsDropped)
        {
            // The client has another answer, which is whole.
            return true;
        }

        if (_begun is null || Direct is not null || _head.HasStarted)
        {
            return false;
        }

        _broken = reason;
        return true;
    }

    /// <summary>
    /// The endpoint threw: the modules are done, and who catches the exception answers, unless the client has a part of the response.
    /// </summary>
    public async Task FailAsync(Exception exception)
    {
        _response?.Fail();
        await _pipe.Writer.CompleteAsync(new IOException("The endpoint failed.", exception)).ConfigureAwait(false);
        if (_running is not null)
        {
            await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives the server's features back to the request.</summary>
    public void Release()
    {
        _context.Features.Set(_server);
        _context.Features.Set(_head);
        if (_trailers is not null)
        {
            _context.Features.Set(_trailers);
        }
    }

    /// <summary>The endpoint's head is final: gives the response to the modules, unless they have it.</summary>
    internal Task BeginAsync() => _begun ??= DecideAsync();

    private async Task DecideAsync()
    {
        _response = new EndpointResponse(_client, _pipe.Reader);
        _running = RunAsync(_response);
        if (await Task.WhenAny(_running, _response.Opened).ConfigureAwait(false) == _running && await _running.ConfigureAwait(false))
        {
            // What was written before the first flush goes first.
            ValueTask<FlushResult> flush = _pipe.Writer.FlushAsync();
            Direct = _client.Response.BodyWriter;
            if (_pipe.Reader.TryRead(out ReadResult read))
            {
                foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                {
                    await Direct.WriteAsync(piece, _client.RequestAborted).ConfigureAwait(false);
                }

                _pipe.Reader.AdvanceTo(read.Buffer.End);
            }

            await flush.ConfigureAwait(false);
        }
    }

    /// <summary>Where the modules are done without the body, writes to the pipe must not wait for a reader.</summary>
    private async Task<bool> RunAsync(EndpointResponse response)
    {
        bool follows = false;
        try
        {
            return follows = await _run(_client, response).ConfigureAwait(false);
        }
        finally
        {
            if (!follows)
            {
                await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
            }
        }
    }
}
