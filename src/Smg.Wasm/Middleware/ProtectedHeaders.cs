using System.Collections.Frozen;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>Headers that say how a message is framed and where it goes: the host's own, no module changes them.</summary>
internal static class ProtectedHeaders
{
    /// <summary>The header that follows the body's length.</summary>
    public const string ContentLength = "Content-Length";

    private const string Host = "Host";

    private static readonly FrozenSet<string> Framing = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ContentLength,
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Upgrade"
    );

    /// <summary>The protected header of this name, in its usual spelling; null when a module may change it.</summary>
    /// <param name="name">A header's name in any spelling.</param>
    /// <param name="attachPoint">On a response, Host means nothing and is not protected.</param>
    public static string? Find(string name, AttachPoint attachPoint) =>
        Framing.TryGetValue(name, out string? known) ? known
        : attachPoint == AttachPoint.OnRequest && name.Equals(Host, StringComparison.OrdinalIgnoreCase) ? Host
        : null;
}
