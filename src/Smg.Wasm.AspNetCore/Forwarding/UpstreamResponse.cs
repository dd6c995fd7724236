using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>The response of an upstream.</summary>
/// <param name="response">The response.</param>
/// <param name="transformer">What copies its head.</param>
internal sealed class UpstreamResponse(HttpResponseMessage response, UpstreamTransformer transformer) : ResponseSource
{
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 16 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true);

    /// <inheritdoc/>
    public override int Status => (int)response.StatusCode;

    /// <summary>101, or success for the extended CONNECT of HTTP/2 (RFC 8441).</summary>
    public override bool LeavesHttp =>
        response.StatusCode == HttpStatusCode.SwitchingProtocols
        || (response.IsSuccessStatusCode && response.RequestMessage?.Method == HttpMethod.Connect);

    /// <inheritdoc/>
    public override bool HasBody => response.RequestMessage?.Method != HttpMethod.Head && StatusRules.AllowsBody(Status);

    /// <inheritdoc/>
    protected override string? MediaType =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out HeaderStringValues lines)
            ? StreamRule.Find(lines.ToString())
            : null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? FindCodings() =>
        response.Content.Headers.NonValidated.TryGetValues(ContentCoding.Field, out HeaderStringValues values)
            ? ContentCoding.Read(values)
            : [];

    /// <inheritdoc/>
    public override List<Header> ReadHeaders() => HeaderList.Read(response);

    /// <inheritdoc/>
    public override void RemoveCodings(long? length)
    {
        HttpContentHeaders headers = response.Content.Headers;
        headers.Remove(ContentCoding.Field);
        headers.Remove("Content-Length");
        if (length is not null)
        {
            headers.ContentLength = length;
        }

        foreach (string digest in ContentCoding.Digests)
        {
            _ = digest == ContentCoding.ContentMd5 ? headers.Remove(digest) : response.Headers.Remove(digest);
        }

        response.Headers.Remove("Accept-Ranges");
        if (response.Headers.ETag is { IsWeak: false } strong)
        {
            response.Headers.ETag = new EntityTagHeaderValue(strong.Tag, isWeak: true);
        }
    }

    /// <inheritdoc/>
    public override void RemoveLength() => response.Content.Headers.Remove("Content-Length");

    /// <inheritdoc/>
    public override async ValueTask<PipeReader> OpenAsync(CancellationToken aborted) =>
        PipeReader.Create(await response.Content.ReadAsStreamAsync(aborted).ConfigureAwait(false), Buffers);

    /// <inheritdoc/>
    public override ValueTask<bool> CopyHeadAsync(HttpContext context) => transformer.CopyHeadAsync(context, response);
}
