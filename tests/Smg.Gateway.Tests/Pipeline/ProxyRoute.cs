using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Gateway.Tests.Pipeline;

/// <summary>YARP's one route of an application, which takes all paths to one upstream.</summary>
/// <param name="Destination">The upstream.</param>
internal sealed record ProxyRoute(Uri Destination)
{
    /// <summary>The host whose requests it takes; null for all.</summary>
    public string? Host { get; init; }

    /// <summary>How requests are sent; null for YARP's defaults.</summary>
    public ForwarderRequestConfig? Request { get; init; }

    /// <summary>Adds YARP with the route.</summary>
    public IReverseProxyBuilder AddTo(WebApplicationBuilder builder)
    {
        RouteConfig route = new()
        {
            RouteId = "all",
            ClusterId = "up",
            Match = new RouteMatch { Path = "/{**any}", Hosts = Host is null ? null : [Host] },
        };
        ClusterConfig cluster = new()
        {
            ClusterId = "up",
            HttpRequest = Request,
            Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = Destination.ToString() } },
        };
        return builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);
    }
}
