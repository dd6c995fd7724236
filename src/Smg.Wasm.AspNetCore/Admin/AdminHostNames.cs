using System.Collections.Frozen;
using System.Net;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>
/// The names by which the admin API may be called. A page in a browser on this machine can reach a loopback address by a name that its
/// author controls (DNS rebinding): on loopback the name is therefore checked. Elsewhere the key protects, and names are checked when some
/// are given.
/// </summary>
/// <param name="address">Where the admin API listens.</param>
/// <param name="hosts">More names.</param>
internal sealed class AdminHostNames(Uri address, IReadOnlyList<string> hosts)
{
    private readonly FrozenSet<string> _hosts = hosts.Append(address.DnsSafeHost).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isChecked = hosts.Count > 0 || GatewayOptionsValidator.IsLoopback(address);

    /// <summary>Whether a request may call it so.</summary>
    public bool Allows(HostString host)
    {
        string name = host.Host.Trim('[', ']');
        return !_isChecked
            || _hosts.Contains(name)
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out IPAddress? ip) && IPAddress.IsLoopback(ip));
    }
}
