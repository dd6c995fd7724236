using Microsoft.AspNetCore.Http.Features;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>Requests that want to leave HTTP behind, as WebSockets do.</summary>
internal static class HttpExit
{
    /// <summary>
    /// Whether the request asks to switch protocols. The bytes after its head belong to the new protocol, so they are read only after the
    /// upstream agrees.
    /// </summary>
    public static bool IsAsked(HttpContext context) =>
        IsTunnel(context) || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>Whether it is an extended CONNECT of HTTP/2 (RFC 8441), which is to modules and to an HTTP/1.1 upstream a GET.</summary>
    public static bool IsTunnel(HttpContext context) => context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
