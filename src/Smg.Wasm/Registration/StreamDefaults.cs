using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>
/// What a registration leaves open about streams. A module that can look at events does so: where it exports the function of
/// <see cref="AttachPoint.OnEvent"/>, looks at responses, needs their bodies and says nothing of streams, it is called for events, whatever
/// its failure policy.
/// </summary>
internal static class StreamDefaults
{
    /// <summary>The registration with attach point and policy that agree. Without a policy still, it follows the failure policy.</summary>
    /// <param name="registration">The registration.</param>
    /// <param name="component">The component's bytes.</param>
    public static ModuleRegistration Resolve(ModuleRegistration registration, ReadOnlySpan<byte> component)
    {
        bool isListed = registration.AttachPoints.Contains(AttachPoint.OnEvent);
        bool looks =
            isListed
            || registration.OnStream == StreamPolicy.Events
            || (registration.OnStream is null && SeesBodies(registration) && Exports(component));
        return !looks
            ? registration
            : registration with
            {
                OnStream = StreamPolicy.Events,
                AttachPoints = isListed ? registration.AttachPoints : [.. registration.AttachPoints, AttachPoint.OnEvent],
            };
    }

    private static bool SeesBodies(ModuleRegistration registration) =>
        registration.NeedsBody && registration.AttachPoints.Contains(AttachPoint.OnResponse);

    private static bool Exports(ReadOnlySpan<byte> component) =>
        ComponentOutline.TryRead(component)?.Exports.Any(export => export.Name == EventContract.OnEvent.Interface) == true;
}
