using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>
/// Lets nobody to the admin API by mistake: without a key, its endpoints must have been given a policy, or have been opened on purpose.
/// </summary>
/// <param name="key">The key.</param>
/// <param name="hasKey">Whether there is one.</param>
internal sealed class AdminDoor(AdminCredential key, bool hasKey)
{
    /// <summary>Answers who may not pass.</summary>
    public async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        HttpContext context = invocation.HttpContext;
        context.Response.Headers.CacheControl = "no-store";

        // A browser's page does not have the key. An application that sets a CORS policy on these endpoints decides for itself.
        if (!hasKey && context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is null && !CrossOrigin.MayChange(context.Request))
        {
            await CrossOrigin.RefuseAsync(context).ConfigureAwait(false);
            return Results.Empty;
        }

        if (hasKey ? key.IsIn(context.Request) : IsDecided(context.GetEndpoint()))
        {
            return await next(invocation).ConfigureAwait(false);
        }

        await (
            hasKey
                ? AdminAnswer.UnauthorizedAsync(context)
                : AdminAnswer.ErrorAsync(
                    context,
                    StatusCodes.Status403Forbidden,
                    "admin_not_protected",
                    "The admin API has neither a key nor an authorization policy: set SmgWasm:AdminKey, or call "
                        + "MapWasmAdmin().RequireAuthorization()."
                )
        ).ConfigureAwait(false);
        return Results.Empty;
    }

    /// <summary>The authorization middleware has let the request pass, or the application asks for none by name.</summary>
    private static bool IsDecided(Endpoint? endpoint) =>
        endpoint is not null
        && (
            endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
            || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        );
}
