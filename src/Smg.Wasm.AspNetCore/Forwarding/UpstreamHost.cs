namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>The Host that the upstream gets.</summary>
internal enum UpstreamHost
{
    /// <summary>The upstream's name and port.</summary>
    Upstream,

    /// <summary>What the client sent.</summary>
    Client,
}
