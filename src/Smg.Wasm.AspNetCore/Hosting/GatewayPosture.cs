using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>Describes what a started gateway allows to whom, for its operator.</summary>
internal static class GatewayPosture
{
    /// <summary>
    /// Returns a sentence for each listener, and for each setting that lets messages pass unseen or paths pass ambiguous.
    /// </summary>
    /// <param name="gateway">A started gateway.</param>
    public static IEnumerable<string> Of(GatewayHost gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        GatewayOptions options = gateway.Options;
        foreach (string address in gateway.Addresses)
        {
            yield return $"{address}: {(IsLocal(address) ? "this machine" : "every machine that reaches the port")} reaches the upstream "
                + $"through the registered modules, without a key of the gateway";
        }

        string admin = gateway.AdminAddress.ToString().TrimEnd('/');
        yield return options.SmgWasm.AdminKey.Length > 0
            ? $"{admin}: the admin API and /metrics require the admin key; /health and /ready do not"
            : $"{admin}: the admin API is open to every program on this machine, because {GatewayOptions.AdminKeySetting} is not set";
        if (options.Forwarding.TrustedProxies.Count > 0)
        {
            yield return $"Forwarded and X-Forwarded-* are trusted from {string.Join(", ", options.Forwarding.TrustedProxies)}";
        }

        foreach (string line in Passing(options, gateway.AllModules))
        {
            yield return line;
        }

        yield return $"bodies for modules are buffered in at most {options.SmgWasm.BufferBudget >> 20} MiB, "
            + $"{options.SmgWasm.Runtime.MaxBodySize >> 20} MiB each";
        if (options.AccessLog.Format != AccessLogFormat.Off)
        {
            yield return $"the access log records client addresses and paths of {options.AccessLog.Sample * 100:0.####} % of requests, "
                + "without queries, header values or bodies";
        }
    }

    /// <summary>What passes that would be refused by default, or that a module does not see.</summary>
    private static IEnumerable<string> Passing(GatewayOptions options, IReadOnlyList<RegisteredModule> modules)
    {
        if (options.SmgWasm.SmgCompat)
        {
            yield return "--smg-compat: response modules do not see streams unless on_stream is set; unknown fields of registrations are "
                + "ignored";
        }

        if (options.Upstream.UserInfo.Length > 0)
        {
            yield return "the user name and password in the upstream's address are ignored";
        }

        (string Name, AmbiguityRule Rule)[] rules =
        [
            ("encoded_slash", options.SmgWasm.Targets.EncodedSlash),
            ("double_slash", options.SmgWasm.Targets.DoubleSlash),
            ("encoded_control", options.SmgWasm.Targets.EncodedControl),
        ];
        foreach ((string name, AmbiguityRule rule) in rules.Where(one => one.Rule == AmbiguityRule.Pass))
        {
            yield return $"{name}=pass: such paths are forwarded unchanged, and the upstream may interpret them differently from modules";
        }

        if (modules.Count == 0)
        {
            yield return "no module is registered: requests and responses pass unchanged";
        }

        foreach (
            RegisteredModule module in modules.Where(module =>
                module.AttachPoints.Contains(AttachPoint.OnResponse) && module.NeedsBody && module.OnStream == StreamPolicy.Pass
            )
        )
        {
            yield return $"module '{module.Module.Name}' does not see streams (on_stream is pass)";
        }

        foreach (RegisteredModule module in modules.Where(module => module.FailurePolicy == FailurePolicy.Open))
        {
            yield return $"module '{module.Module.Name}' fails open: messages pass without it when it fails";
        }
    }

    private static bool IsLocal(string address) =>
        address.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("http://pipe:", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && GatewayOptionsValidator.IsLoopback(uri));
}
