using System.IO.Pipelines;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>A response that modules look at before the client gets it: an upstream's, or an endpoint's of this application.</summary>
internal abstract class ResponseSource
{
    /// <summary>The status.</summary>
    public abstract int Status { get; }

    /// <summary>Whether what follows is not HTTP any more.</summary>
    public abstract bool LeavesHttp { get; }

    /// <summary>Whether it can have a body.</summary>
    public abstract bool HasBody { get; }

    /// <summary>Whether its body could not be produced, and another answers for that.</summary>
    public virtual bool HasFailed => false;

    /// <summary>Whether it is a stream: by its media type, or because it leaves HTTP behind.</summary>
    public bool IsStream => LeavesHttp || (HasBody && StreamRule.IsStream(MediaType));

    /// <summary>Whether it consists of server-sent events.</summary>
    public bool HasEvents => !LeavesHttp && StreamRule.HasEvents(MediaType);

    /// <summary>The media type without parameters that makes it a stream; null where it has none.</summary>
    protected abstract string? MediaType { get; }

    /// <summary>
    /// The codings of its body in the order in which they were applied; empty for none, null where one cannot be decoded.
    /// </summary>
    public abstract IReadOnlyList<string>? FindCodings();

    /// <summary>Its headers as modules see them.</summary>
    public abstract List<Header> ReadHeaders();

    /// <summary>Makes its head that of its decoded body. A strong validator is that of the coded bytes (RFC 9110, 8.8.1).</summary>
    /// <param name="length">The bytes of the decoded body; null where they are not known.</param>
    public abstract void RemoveCodings(long? length);

    /// <summary>Removes its Content-Length.</summary>
    public abstract void RemoveLength();

    /// <summary>Its body as it arrives. Called at most once.</summary>
    public abstract ValueTask<PipeReader> OpenAsync(CancellationToken aborted);

    /// <summary>Makes the client's response begin as this one does.</summary>
    /// <param name="context">The request with the client's response.</param>
    /// <returns>Whether a body may follow.</returns>
    public abstract ValueTask<bool> CopyHeadAsync(HttpContext context);
}
