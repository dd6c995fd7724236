namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>The Host that the upstream gets.</summary>
internal enum UpstreamHost
{
    /// <summary>The upstream's name and port.</summary>
    Upstream,

    /// <summary>The Host that the client sent.</summary>
    Client,
}
