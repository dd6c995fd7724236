using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Smg.Wasm.AspNetCore.State;

/// <summary>Reports whether requests can be served as a health check.</summary>
internal sealed class WasmHealthCheck(Readiness readiness) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<string> reasons = readiness.Reasons();
        return Task.FromResult(
            reasons.Count == 0
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, string.Join(" ", reasons))
        );
    }
}
