using Smg.Wasm.AspNetCore.Manifests;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>The part of the admin API for the manifest.</summary>
internal sealed class ManifestEndpoints(Manifest? manifest)
{
    /// <summary>Acknowledges damaged manifests.</summary>
    public async Task AcknowledgeAsync(HttpContext context)
    {
        try
        {
            ManifestAcknowledgement answer = new(manifest?.Acknowledge() ?? []);
            await AdminAnswer
                .JsonAsync(context, StatusCodes.Status200OK, answer, AdminAnswer.Types.ManifestAcknowledgement)
                .ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await AdminAnswer
                .ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "manifest_not_written", $"Requests stay refused: {e.Message}")
                .ConfigureAwait(false);
        }
    }
}

/// <summary>Damaged manifests that were acknowledged.</summary>
/// <param name="Acknowledged">The files to which they were moved; empty when no manifest was damaged.</param>
internal sealed record ManifestAcknowledgement(IReadOnlyList<string> Acknowledged);
