using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;

namespace Smg.Wasm.Registration;

/// <summary>
/// Whether a module can carry the bodies that the options promise: one without an adapter returns smaller ones. Events are texts, which
/// cross as wholes.
/// </summary>
internal static class BodyLimitCheck
{
    /// <summary>Finds an attach point of middleware that cannot.</summary>
    /// <param name="component">The component.</param>
    /// <param name="attachPoints">The attach points that the module is registered for.</param>
    /// <param name="obstacle">Why it has no adapter, as the end of a sentence about the module.</param>
    /// <param name="maxBodyBytes">The largest body that the options allow.</param>
    public static RegistrationRefusal? Find(
        CompiledComponent component,
        IReadOnlyList<AttachPoint> attachPoints,
        string? obstacle,
        int maxBodyBytes
    )
    {
        bool isLimited = attachPoints.Any(point => AttachPointTable.Of(point).HasBody && component.Find(point) is { Adapter: null });
        return !isLimited || maxBodyBytes <= DynamicPath.MaxAnswerBodyBytes
            ? null
            : new RegistrationRefusal(
                RegistrationStage.Exports,
                RegistrationError.BodyLimit,
                $"it returns bodies of at most {DynamicPath.MaxAnswerBodyBytes} bytes, fewer than MaxBodySize ({maxBodyBytes}), "
                    + $"because {obstacle ?? "it does not compile with the adapter"}"
            );
    }
}
