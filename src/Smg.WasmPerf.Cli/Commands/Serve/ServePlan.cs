using Smg.Gateway.Simulator;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.WasmPerf.Cli.Commands.Serve;

/// <summary>What is served.</summary>
/// <param name="Gateway">The gateway's options. Its upstream is replaced by the one that is started, where one is.</param>
/// <param name="UpstreamAddress">Where an upstream is started; null where requests go to one that runs already.</param>
/// <param name="Upstream">How the upstream that is started answers.</param>
/// <param name="Modules">The modules to begin with, in the order in which they are called.</param>
internal sealed record ServePlan(
    GatewayOptions Gateway,
    Uri? UpstreamAddress,
    UpstreamSettings Upstream,
    IReadOnlyList<ServedModule> Modules
);
