using System.Globalization;
using Smg.Gateway.Simulator;
using Smg.Load.Running;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A question asked of the gateway over sockets of this machine, client, gateway and upstream in one process.</summary>
public abstract class HttpScenario : LoadScenario
{
    /// <summary>Any free port.</summary>
    private protected static readonly Uri AnyPort = new("http://127.0.0.1:0");

    /// <summary>What the upstream behind the gateway answers.</summary>
    private protected virtual UpstreamSettings Upstream => new();

    /// <inheritdoc/>
    public sealed override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        UpstreamHost upstream = new(AnyPort, Upstream);
        await using (upstream.ConfigureAwait(false))
        {
            await upstream.StartAsync(cancellationToken).ConfigureAwait(false);
            return await MeasureAsync(settings, upstream.Address, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Measures.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="upstream">Where gateways forward to.</param>
    /// <param name="progress">Receives the progress about once a second.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    private protected abstract Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        Uri upstream,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    );

    /// <summary>Starts gateways, measures, and ends them.</summary>
    /// <param name="settings">What they are run with.</param>
    /// <param name="upstream">Where they forward to.</param>
    /// <param name="variants">The gateways.</param>
    /// <param name="measure">Measures.</param>
    private protected static async Task<IReadOnlyList<LoadResult>> WithGatewaysAsync(
        LoadSettings settings,
        Uri upstream,
        IReadOnlyList<HttpVariant> variants,
        Func<IReadOnlyList<GatewayTarget>, Task<IReadOnlyList<LoadResult>>> measure
    )
    {
        List<GatewayTarget> gateways = [];
        try
        {
            foreach (HttpVariant variant in variants)
            {
                gateways.Add(await GatewayTarget.StartAsync(settings.Options, upstream, variant.Modules).ConfigureAwait(false));
            }

            return await measure(gateways).ConfigureAwait(false);
        }
        finally
        {
            foreach (GatewayTarget gateway in gateways)
            {
                await gateway.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>What was set for a row, by name.</summary>
    private protected static Dictionary<string, string> Parameters(LoadSettings settings, HttpVariant variant, int bodyBytes, int clients)
    {
        Dictionary<string, string> parameters = Parameters(settings, settings.Options, "", settings.Rate);
        parameters["guest"] = string.Join("+", variant.Modules.Select(part => part.Module.Name));
        parameters["bodyBytes"] = bodyBytes.ToString(CultureInfo.InvariantCulture);
        if (settings.Rate is null)
        {
            parameters["clients"] = clients.ToString(CultureInfo.InvariantCulture);
        }

        return parameters;
    }
}
