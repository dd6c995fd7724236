using System.Globalization;
using System.Net;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Holds a gateway's options against their bounds.</summary>
internal static class GatewayOptionsValidator
{
    private const int MaxMs = 3_600_000;

    /// <summary>What is wrong, one sentence for each field, the runtime's among them; empty when nothing is.</summary>
    public static string[] Validate(GatewayOptions options) =>
        [
            .. Server(nameof(options.Address), options.Address),
            .. Server(nameof(options.AdminAddress), options.AdminAddress),
            .. Upstream(options.Upstream),
            .. Ports(options),
            .. Key(options),
            .. Hosts(options.AdminHosts),
            .. ManifestFaults(options.ManifestPath),
            .. Bounds(nameof(options.UpstreamTimeoutMs), options.UpstreamTimeoutMs, 1, MaxMs),
            .. Bounds(nameof(options.BodyTimeoutMs), options.BodyTimeoutMs, 1, MaxMs),
            .. Bounds(nameof(options.BufferWaitMs), options.BufferWaitMs, 0, MaxMs),
            .. Bounds(nameof(options.KeepAliveTimeoutMs), options.KeepAliveTimeoutMs, 1, MaxMs),
            .. Bounds(nameof(options.HeaderTimeoutMs), options.HeaderTimeoutMs, 1, MaxMs),
            .. Bounds(nameof(options.StreamDrainMs), options.StreamDrainMs, 0, MaxMs),
            .. Bounds(nameof(options.HeadInterimTimeoutMs), options.HeadInterimTimeoutMs, 1, MaxMs),
            .. Bounds(nameof(options.DrainTimeoutMs), options.DrainTimeoutMs, 0, MaxMs),
            .. Connections(options.Connections),
            .. AccessLog(options.AccessLog),
            .. ReadyPath(options.ReadyUpstreamPath),
            .. Budget(options),
            .. Bounds(nameof(options.RetryAfterSeconds), options.RetryAfterSeconds, 1, 3600),
            .. RuleFaults(options.Targets),
            .. OptionsValidator.Validate(options.Runtime),
        ];

    /// <summary>Refuses options that cannot be used.</summary>
    /// <exception cref="OptionsException">The exception names every wrong field.</exception>
    public static void ThrowIfInvalid(GatewayOptions options)
    {
        string[] errors = Validate(options);
        if (errors.Length > 0)
        {
            throw new OptionsException(errors);
        }
    }

    /// <summary>Whether an address can be reached from this machine alone.</summary>
    public static bool IsLoopback(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static IEnumerable<string> Server(string name, Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http", AbsolutePath: "/", Query: "", UserInfo: "" }
            ? []
            : [$"{name} is {GatewayOptions.Mask(address)} but must be http://HOST:PORT"];

    private static IEnumerable<string> Upstream(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/", Query: "" }
            ? []
            : [$"Upstream is {GatewayOptions.Mask(address)} but must be http://HOST:PORT or https://HOST:PORT, without a path"];

    private static IEnumerable<string> Ports(GatewayOptions options) =>
        options.Kestrel is null
        && options.Address.IsAbsoluteUri
        && options.AdminAddress.IsAbsoluteUri
        && options.Address.Port == options.AdminAddress.Port
        && options.Address.Port != 0
            ?
            [
                $"AdminAddress is {GatewayOptions.Mask(options.AdminAddress)} but must have another port than Address: clients "
                    + $"must not reach the admin API",
            ]
            : [];

    private static IEnumerable<string> Key(GatewayOptions options) =>
        options.AdminAddress.IsAbsoluteUri && !IsLoopback(options.AdminAddress) && options.AdminKey.Length == 0
            ?
            [
                $"AdminAddress is {GatewayOptions.Mask(options.AdminAddress)}, which other machines can reach: set AdminKey "
                    + $"(the environment variable {GatewayOptions.AdminKeyVariable}), or use 127.0.0.1",
            ]
            : KeyFaults(options.AdminKey);

    /// <summary>What is wrong with a key.</summary>
    internal static IEnumerable<string> KeyFaults(string key) =>
        key.All(letter => letter is > ' ' and <= '~') ? [] : ["AdminKey must consist of visible ASCII characters: it travels in a header"];

    private static IEnumerable<string> Hosts(IReadOnlyList<string> hosts) =>
        hosts
            .Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown)
            .Select(host => $"AdminHosts has '{host}' but must have names of hosts, without a port");

    /// <summary>What is wrong with the path of a manifest.</summary>
    internal static IEnumerable<string> ManifestFaults(string path) =>
        path.Length == 0 || (Path.IsPathFullyQualified(path) && !Path.EndsInDirectorySeparator(path))
            ? []
            : [$"ManifestPath is '{path}' but must be the absolute path of a file"];

    /// <summary>What is wrong with rules of targets.</summary>
    internal static IEnumerable<string> RuleFaults(TargetRules rules)
    {
        (string Name, AmbiguityRule Rule, bool CanMerge)[] all =
        [
            (nameof(rules.EncodedSlash), rules.EncodedSlash, false),
            (nameof(rules.DoubleSlash), rules.DoubleSlash, true),
            (nameof(rules.EncodedControl), rules.EncodedControl, false),
            (nameof(rules.PathParameters), rules.PathParameters, false),
        ];
        return all.Where(one => !Enum.IsDefined(one.Rule) || (one.Rule == AmbiguityRule.Merge && !one.CanMerge))
            .Select(one => $"Targets.{one.Name} is {one.Rule} but must be {(one.CanMerge ? "Reject, Merge or Pass" : "Reject or Pass")}");
    }

    private static IEnumerable<string> Connections(ConnectionRules rules) =>
        [
            .. Bounds("Connections.Max", rules.Max ?? 1, 1, int.MaxValue),
            .. Bounds("Connections.ReservedFiles", rules.ReservedFiles, 64, 1_000_000),
            .. Bounds("Connections.MaxPerAddress", rules.MaxPerAddress, 0, int.MaxValue),
        ];

    private static IEnumerable<string> AccessLog(AccessLogOptions options)
    {
        if (!Enum.IsDefined(options.Format))
        {
            yield return $"AccessLog.Format is {options.Format} but must be Off, Text or Json";
        }

        if (options.Sample is not (> 0 and <= 1))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"AccessLog.Sample is {options.Sample} but must be above 0 and at most 1"
            );
        }

        foreach (string error in Bounds("AccessLog.QueueLength", options.QueueLength, 1, 1_000_000))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> ReadyPath(string path) =>
        path.Length == 0 || (path is ['/', ..] and not ['/', '/' or '\\', ..] && path.All(letter => letter is > ' ' and <= '~' and not '#'))
            ? []
            : [$"ReadyUpstreamPath is '{path}' but must be a path of the upstream, for instance /health"];

    private static IEnumerable<string> Budget(GatewayOptions options) =>
        options.MaxBufferedBytes is not { } bytes || bytes >= BodyBudget.Charge(options.Runtime.MaxBodySize)
            ? []
            :
            [
                $"MaxBufferedBytes is {bytes} but must be at least {BodyBudget.Charge(options.Runtime.MaxBodySize)}: one body "
                    + $"of the runtime's MaxBodySize must fit",
            ];

    /// <summary>What is wrong with a number.</summary>
    internal static IEnumerable<string> Bounds(string name, int value, int min, int max) =>
        value >= min && value <= max ? [] : [$"{name} is {value} but must be {min} to {max}"];
}
