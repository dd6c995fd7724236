using Smg.Wasm.Compilation;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Registration;

/// <summary>
/// Whether a component exports what its attach points need: which interfaces, before it is compiled; which functions, of which types, after
/// it.
/// </summary>
internal static class ExportCheck
{
    /// <summary>Exports that a message lists.</summary>
    private const int MaxListed = 5;

    /// <summary>What is missing among a component's interfaces.</summary>
    public static RegistrationRefusal? Find(ComponentOutline outline, IReadOnlyList<AttachPoint> attachPoints) =>
        attachPoints.Select(attachPoint => Find(outline.Exports, attachPoint)).FirstOrDefault(refusal => refusal is not null);

    /// <summary>What is missing among a compiled component's functions, or has another type.</summary>
    public static RegistrationRefusal? Find(CompiledComponent component, IReadOnlyList<AttachPoint> attachPoints)
    {
        foreach (AttachPoint attachPoint in attachPoints)
        {
            string place = $"'{AttachPointTable.Of(attachPoint).Function}' in '{AttachPointTable.Of(attachPoint).Interface}'";
            if (component.Export(attachPoint) is null)
            {
                return Missing(
                    $"{Start(attachPoint)}, {place}{Found(component, attachPoint)}",
                    "export the function as the gateway's WIT declares it"
                );
            }

            if (component.TypeDifference(attachPoint) is { } difference)
            {
                return new RegistrationRefusal(
                    RegistrationStage.Exports,
                    RegistrationError.AttachPointFunctionInvalid,
                    $"its function of {attachPoint}, {place}, does not match the WIT: {difference}"
                );
            }
        }

        return null;
    }

    private static RegistrationRefusal? Find(IReadOnlyList<OutlineExport> exports, AttachPoint attachPoint)
    {
        string wanted = AttachPointTable.Of(attachPoint).Interface;
        string function = AttachPointTable.Of(attachPoint).Function;
        if (exports.Any(export => export.Name == wanted))
        {
            OutlineExport found = exports.First(export => export.Name == wanted);
            return found.IsInstance
                ? null
                : Missing(
                    $"{Start(attachPoint)}: its export '{wanted}' is a {found.Noun}, expected an interface",
                    "export the interface as the gateway's WIT declares it"
                );
        }

        string start = $"{Start(attachPoint)}: expected the interface '{wanted}'";
        if (exports.FirstOrDefault(export => export.Name.StartsWith(wanted + "@", StringComparison.Ordinal)) is { Name: { } versioned })
        {
            string version = versioned[wanted.Length..];
            return Missing(
                $"{start} without a version, but it exports '{EchoedText.Name(versioned)}'",
                $"write 'package {wanted.Split('/')[0]};' without '{EchoedText.Name(version)}' in the WIT that the guest is built with"
            );
        }

        if (exports.Any(export => export.Name == function && !export.IsInstance))
        {
            return Missing(
                $"{start} with the function '{function}' in it, but it exports a bare "
                    + $"{exports.First(export => export.Name == function).Noun} of that name",
                $"write 'export {wanted.Split('/')[1]};' in the world that the guest is built with, not 'export {function}: func…'"
            );
        }

        return AttachPointTable.All.FirstOrDefault(other => exports.Any(export => export.Name == other.Interface)) is { } exported
            ? Missing($"{start}, but it exports '{exported.Interface}'", $"register it at {exported.Point}, or export that interface too")
            : Missing($"{start}, but it exports {List(exports)}", $"build the guest with a world that exports '{wanted}'");
    }

    private static string Start(AttachPoint attachPoint) => $"it does not export the function of {attachPoint}";

    private static string Found(CompiledComponent component, AttachPoint attachPoint) =>
        component.IsBridged
        || ComponentMember.ExportOf(component.Component, AttachPointTable.Of(attachPoint).Interface) is not { Members: var members }
            ? ""
        : members.Count == 0 ? ": the interface is empty"
        : $": the interface has {string.Join(", ", members.Take(MaxListed).Select(member => $"'{EchoedText.Name(member.Name)}'"))}"
            + (members.Count > MaxListed ? " and more" : "");

    private static string List(IReadOnlyList<OutlineExport> exports) =>
        exports.Count == 0
            ? "nothing"
            : string.Join(", ", exports.Take(MaxListed).Select(export => $"'{EchoedText.Name(export.Name)}'"))
                + (exports.Count > MaxListed ? $" and {exports.Count - MaxListed} more" : "");

    private static RegistrationRefusal Missing(string reason, string cure) =>
        new(RegistrationStage.Exports, RegistrationError.AttachPointNotExported, reason) { Cure = cure };
}
