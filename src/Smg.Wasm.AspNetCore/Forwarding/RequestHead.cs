using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// Makes a request's head what modules and upstream both see: 1. fields that <c>Connection</c> names end here (RFC 9110, 7.6.1);
/// 2. so do those that concern the connection or the proxy itself, whether or not they are named;
/// 3. fields of a client that is not a trusted proxy which claim where it comes from are removed, and true ones added.
/// </summary>
/// <param name="rules">What a forwarded request says of its client.</param>
/// <param name="keepsTrailers">Whether <c>TE: trailers</c> goes on, as an upstream of HTTP/2 may need for gRPC.</param>
internal sealed class RequestHead(ForwardingRules rules, bool keepsTrailers)
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedProto = "X-Forwarded-Proto";
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string Forwarded = "Forwarded";

    /// <summary>
    /// What decides where a message ends or where it goes cannot be named away; an upgrade's fields are the server's matter.
    /// </summary>
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "close",
        "keep-alive",
        "Upgrade",
        "HTTP2-Settings",
        "Connection",
        "Host",
        "Content-Length",
        "Transfer-Encoding"
    );

    /// <summary>Fields between a client and its proxy, none of which YARP forwards.</summary>
    private static readonly string[] OfThisHop =
    [
        HeaderNames.KeepAlive,
        HeaderNames.ProxyConnection,
        HeaderNames.ProxyAuthorization,
        HeaderNames.ProxyAuthenticate,
        "Proxy-Authentication-Info",
        "Proxy-Features",
        "Proxy-Instruction",
        "Security-Scheme",
        "ALPN",
        "Close",
        "HTTP2-Settings",
        HeaderNames.AltSvc,
        HeaderNames.UpgradeInsecureRequests,
    ];

    /// <summary>Prepares a request's head.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isUpgrade">Whether it asks to switch protocols; the fields that say so go with it.</param>
    public void Prepare(HttpContext context, bool isUpgrade)
    {
        IHeaderDictionary headers = context.Request.Headers;
        TrimValues(context.Request);
        DropNamedFields(headers);
        DropFieldsOfThisHop(headers, isUpgrade && IsForwarded(context.Request));
        JoinUserAgents(headers);
        IPAddress? address = AddressOf(context.Connection.RemoteIpAddress);
        bool isTrusted = address is not null && IsTrusted(address);
        if (!isTrusted)
        {
            headers.Remove(ForwardedFor);
            headers.Remove(ForwardedProto);
            headers.Remove(ForwardedHost);
            headers.Remove(Forwarded);
        }

        if (rules.ClientFields.HasFlag(ClientFields.XForwarded))
        {
            headers.AppendCommaSeparatedValues(ForwardedFor, address?.ToString() ?? "unknown");
            AddIfMissing(headers, ForwardedProto, context.Request.Scheme);
            AddIfMissing(headers, ForwardedHost, context.Request.Host.Value ?? "");
        }

        if (rules.ClientFields.HasFlag(ClientFields.Forwarded))
        {
            headers.Append(Forwarded, $"for={Node(address)};proto={context.Request.Scheme}{HostPart(context.Request.Host)}");
        }
    }

    /// <summary>Whether an address is a trusted proxy's. Runs for each request, so it allocates nothing.</summary>
    private bool IsTrusted(IPAddress address)
    {
        for (int i = 0; i < rules.TrustedProxies.Count; i++)
        {
            if (rules.TrustedProxies[i].Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Space around a value is not a part of it (RFC 9110, 5.5). HTTP/1.1 is read so; HTTP/2 must not have any (RFC 9113, 8.2.1), and the
    /// server lets it through.
    /// </summary>
    private static void TrimValues(HttpRequest request)
    {
        if (HttpProtocol.IsHttp11(request.Protocol))
        {
            return;
        }

        List<KeyValuePair<string, StringValues>>? padded = null;
        foreach (KeyValuePair<string, StringValues> field in request.Headers)
        {
            if (IsPadded(field.Value))
            {
                (padded ??= []).Add(field);
            }
        }

        padded?.ForEach(field => request.Headers[field.Key] = new StringValues([.. field.Value.Select(value => value?.Trim(' ', '\t'))]));
    }

    private static bool IsPadded(StringValues values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is [' ' or '\t', ..] or [.., ' ' or '\t'])
            {
                return true;
            }
        }

        return false;
    }

    private static void DropNamedFields(IHeaderDictionary headers)
    {
        if (headers.Connection.Count == 0)
        {
            return;
        }

        foreach (string name in NamedFields(headers))
        {
            headers.Remove(name);
        }
    }

    /// <summary>Fields that <c>Connection</c> names, and that end here.</summary>
    internal static IEnumerable<string> NamedFields(IHeaderDictionary headers) =>
        headers.GetCommaSeparatedValues(HeaderNames.Connection).Where(name => !Kept.Contains(name));

    private void DropFieldsOfThisHop(IHeaderDictionary headers, bool isUpgrade)
    {
        foreach (string name in OfThisHop)
        {
            headers.Remove(name);
        }

        if (isUpgrade)
        {
            headers.Connection = HeaderNames.Upgrade;
        }
        else
        {
            headers.Remove(HeaderNames.Connection);
            headers.Remove(HeaderNames.Upgrade);
        }

        if (headers.TE.Count > 0 && !(keepsTrailers && headers.TE is ["trailers"]))
        {
            headers.Remove(HeaderNames.TE);
        }
    }

    /// <summary>The upstream gets several lines of User-Agent as one, without the empty ones.</summary>
    private static void JoinUserAgents(IHeaderDictionary headers)
    {
        if (headers.UserAgent is { Count: > 1 } agents)
        {
            headers.UserAgent = string.Join(' ', agents.Where(agent => !string.IsNullOrWhiteSpace(agent)));
        }
    }

    /// <summary>
    /// Whether YARP switches to the protocol that a request names: to WebSockets, and to SPDY for kubectl. It does so by a GET, whatever
    /// the method.
    /// </summary>
    private static bool IsForwarded(HttpRequest request) =>
        request.Method == HttpMethods.Get
        && request.Headers.Upgrade is [{ } name]
        && (name.Equals("websocket", StringComparison.OrdinalIgnoreCase) || name.StartsWith("SPDY/", StringComparison.OrdinalIgnoreCase));

    /// <summary>An IPv4 address that came in over an IPv6 socket is an IPv4 address.</summary>
    private static IPAddress? AddressOf(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static void AddIfMissing(IHeaderDictionary headers, string name, string value)
    {
        if (StringValues.IsNullOrEmpty(headers[name]) && value.Length > 0)
        {
            headers[name] = value;
        }
    }

    /// <summary>A node of RFC 7239, 6: IPv6 addresses are bracketed and quoted.</summary>
    private static string Node(IPAddress? address) =>
        address is null ? "unknown"
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"\"[{address}]\""
        : address.ToString();

    private static string HostPart(HostString host) =>
        host is { HasValue: true, Value: { } text } && !text.AsSpan().ContainsAny('"', '\\') ? $";host=\"{text}\"" : "";
}
