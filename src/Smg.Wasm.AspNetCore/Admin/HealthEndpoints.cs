using Smg.Wasm.AspNetCore.State;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>Reports whether the gateway is alive and whether it can serve requests.</summary>
internal sealed class HealthEndpoints(Readiness readiness, AdminCredential key, UpstreamProbe? upstream)
{
    /// <summary>Reports that the gateway is alive.</summary>
    public static Task LiveAsync(HttpContext context) =>
        AdminAnswer.JsonAsync(context, StatusCodes.Status200OK, new Health("live"), AdminAnswer.Types.Health);

    /// <summary>Reports whether the gateway can serve requests.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        IReadOnlyList<string> reasons = readiness.Reasons();
        if (reasons.Count == 0 && upstream is not null && await upstream.FindFaultAsync().ConfigureAwait(false) is { } fault)
        {
            reasons = [fault];
        }

        await (
            reasons.Count == 0
                ? AdminAnswer.JsonAsync(context, StatusCodes.Status200OK, new Health("ready"), AdminAnswer.Types.Health)
                : AdminAnswer.JsonAsync(
                    context,
                    StatusCodes.Status503ServiceUnavailable,
                    new Health("not_ready", key.IsIn(context.Request) ? reasons : null),
                    AdminAnswer.Types.Health
                )
        ).ConfigureAwait(false);
    }
}

/// <summary>State of the gateway.</summary>
/// <param name="Status">live, ready or not_ready.</param>
/// <param name="Reasons">Why it is not ready, one sentence each; left out when it is ready, and for requests without the key.</param>
internal sealed record Health(string Status, IReadOnlyList<string>? Reasons = null);
