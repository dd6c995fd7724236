namespace Smg.Gateway.Tests.Proxy;

/// <summary>How a request of HTTP/1.1 says where its body ends.</summary>
internal enum BodyFraming
{
    /// <summary>Not at all: it has no body.</summary>
    None,

    /// <summary>By Content-Length 0.</summary>
    Zero,

    /// <summary>By Content-Length.</summary>
    Length,

    /// <summary>By chunks.</summary>
    Chunked,
}
