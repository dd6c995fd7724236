using System.Globalization;
using System.Net;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Holds a gateway's options against their bounds.</summary>
internal static class GatewayOptionsValidator
{
    /// <summary>
    /// What is wrong, by the properties' names with colons between their parts, the runtime's among them; empty when nothing is.
    /// </summary>
    public static IReadOnlyList<ConfigurationFault> FindFaults(GatewayOptions options) =>
        [.. FindOwn(options), .. SmgWasmValidator.FindAll(options.SmgWasm)];

    /// <summary>What is wrong with the options that a gateway alone has.</summary>
    public static IReadOnlyList<ConfigurationFault> FindOwn(GatewayOptions options) =>
        [
            .. Server(nameof(options.Address), options.Address),
            .. Server(nameof(options.AdminAddress), options.AdminAddress),
            .. Upstream(options.Upstream),
            .. Ports(options),
            .. OpenAdmin(options),
            .. Hosts(options.AdminHosts),
            .. GatewaySettings.All.Select(setting => setting.FindFault(options)).OfType<ConfigurationFault>(),
            .. AccessLog(options.AccessLog),
            .. ReadyPath(options.ReadyUpstreamPath),
        ];

    /// <summary>Refuses options that cannot be used.</summary>
    /// <exception cref="OptionsException">The exception names every wrong field.</exception>
    public static void ThrowIfInvalid(GatewayOptions options)
    {
        IReadOnlyList<ConfigurationFault> faults = FindFaults(options);
        if (faults.Count > 0)
        {
            throw new OptionsException([.. faults.Select(fault => fault.OfProperty())]);
        }
    }

    /// <summary>Whether an address can be reached from this machine alone.</summary>
    public static bool IsLoopback(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static IEnumerable<ConfigurationFault> Server(string name, Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http", AbsolutePath: "/", Query: "", UserInfo: "" }
            ? []
            : [new(name, $"is {GatewayOptions.Mask(address)} but must be http://HOST:PORT")];

    private static IEnumerable<ConfigurationFault> Upstream(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/", Query: "" }
            ? []
            :
            [
                new(
                    nameof(GatewayOptions.Upstream),
                    $"is {GatewayOptions.Mask(address)} but must be http://HOST:PORT or https://HOST:PORT, without a path"
                ),
            ];

    private static IEnumerable<ConfigurationFault> Ports(GatewayOptions options) =>
        options.Kestrel is null
        && options.Address.IsAbsoluteUri
        && options.AdminAddress.IsAbsoluteUri
        && options.Address.Port == options.AdminAddress.Port
        && options.Address.Port != 0
            ?
            [
                new(
                    nameof(options.AdminAddress),
                    $"is {GatewayOptions.Mask(options.AdminAddress)} but must have another port than Address: clients must "
                        + $"not reach the admin API"
                ),
            ]
            : [];

    private static IEnumerable<ConfigurationFault> OpenAdmin(GatewayOptions options) =>
        options.AdminAddress.IsAbsoluteUri && !IsLoopback(options.AdminAddress) && options.SmgWasm.AdminKey.Length == 0
            ?
            [
                new(
                    nameof(options.AdminAddress),
                    $"is {GatewayOptions.Mask(options.AdminAddress)}, which other machines can reach: set AdminKey (the "
                        + $"environment variable {GatewayOptions.AdminKeySetting}), or use 127.0.0.1"
                ),
            ]
            : [];

    private static IEnumerable<ConfigurationFault> Hosts(IReadOnlyList<string> hosts) =>
        hosts
            .Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown)
            .Select(host => new ConfigurationFault(
                nameof(GatewayOptions.AdminHosts),
                $"has '{host}' but must have names of hosts, without a port"
            ));

    private static IEnumerable<ConfigurationFault> AccessLog(AccessLogOptions options)
    {
        if (!Enum.IsDefined(options.Format))
        {
            yield return new("AccessLog:Format", $"is {options.Format} but must be Off, Text or Json");
        }

        if (options.Sample is not (> 0 and <= 1))
        {
            yield return new(
                "AccessLog:Sample",
                string.Create(CultureInfo.InvariantCulture, $"is {options.Sample} but must be above 0 and at most 1")
            );
        }
    }

    private static IEnumerable<ConfigurationFault> ReadyPath(string path) =>
        path.Length == 0 || (path is ['/', ..] and not ['/', '/' or '\\', ..] && path.All(letter => letter is > ' ' and <= '~' and not '#'))
            ? []
            : [new(nameof(GatewayOptions.ReadyUpstreamPath), $"is '{path}' but must be a path of the upstream, for instance /health")];
}
