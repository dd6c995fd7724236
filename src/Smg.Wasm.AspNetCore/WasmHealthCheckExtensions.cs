using Microsoft.Extensions.Diagnostics.HealthChecks;
using Smg.Wasm.AspNetCore.State;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health check of WebAssembly middleware.</summary>
public static class WasmHealthCheckExtensions
{
    /// <summary>
    /// Reports unhealthy while modules are missing, the application stops, or the last change of the configuration was refused. Needs
    /// <c>AddSmgWasm</c>.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name. Defaults to <c>wasm</c>.</param>
    /// <param name="failureStatus">The status of a failed check. Null, the default, for unhealthy.</param>
    /// <param name="tags">Tags to filter by, for instance <c>ready</c>. Defaults to none.</param>
    public static IHealthChecksBuilder AddWasm(
        this IHealthChecksBuilder builder,
        string name = "wasm",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<WasmHealthCheck>(name, failureStatus, tags ?? []);
    }
}
