using Smg.Wasm.Adapters;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Linking;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Makes one core module of a guest with its adapter, in whose memories the host writes messages and reads answers itself: no text is
/// checked twice, and a body is copied once. That is for guests of one core module that imports nothing: only there does nothing depend on
/// what the component model does around the guest's functions.
/// </summary>
internal static class DirectComposer
{
    /// <summary>Bytes of a component that is compiled a second time for it: what takes a second of a processor.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>The attach points that carry messages.</summary>
    private static IEnumerable<AttachPoint> Messages =>
        AttachPointTable.All.Where(contract => contract.HasBody).Select(contract => contract.Point);

    /// <summary>Composes.</summary>
    /// <param name="adapted">The guest with the adapter.</param>
    /// <param name="withReset">Whether it gets the function that resets its globals, where it can have one.</param>
    /// <returns>The core module; null where the guest can only be called as a component.</returns>
    public static byte[]? TryCompose(ReadOnlyMemory<byte> adapted, bool withReset)
    {
        if (adapted.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            LinkLevel level = LinkLevel.Read(adapted);
            LevelInstance[] made = [.. level.Instances.Where(instance => instance.Module is not null)];
            return made is [var guest, var adapter] && IsAdapter(adapter) && IsAlone(guest) && !RunsNestedCode(level)
                ? ModuleMerger.MergeAll(
                    made,
                    [.. Exports(guest, adapter)],
                    adapter,
                    AdapterFrames.InGuest,
                    withReset ? DirectNames.Reset : null
                )
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether an instance is the adapter's, and serves messages in one memory, whose texts are UTF-8.</summary>
    private static bool IsAdapter(LevelInstance instance) =>
        instance.Module!.ExportedNames.Contains(AdapterNames.ImageRealloc)
        && Messages.Any(point => instance.Module.ExportedNames.Contains(DirectNames.Run(point)))
        && instance.Imported(CoreSpace.Memory).Distinct().Count() == 1;

    private static bool IsAlone(LevelInstance guest) => guest.ModuleImports.Count == 0;

    /// <summary>
    /// Whether a nested component instantiates core modules, its own or outer ones: their start functions can run, and the limits count
    /// their instances.
    /// </summary>
    private static bool RunsNestedCode(LinkLevel level) =>
        level.Items.OfType<NestedItem>().Any(nested => CoreModuleSections.FindAll(nested.Bytes.Span, SectionId.CoreInstance).Count > 0);

    private static IEnumerable<(string Name, CoreSource Source)> Exports(LevelInstance guest, LevelInstance adapter)
    {
        yield return (DirectNames.Image, adapter.Export(DirectNames.Image));
        yield return (DirectNames.Memory, adapter.Imported(CoreSpace.Memory)[0]);
        IEnumerable<string> names =
        [
            DirectNames.Room,
            DirectNames.End,
            DirectNames.Action,
            .. Messages.SelectMany(point => new[] { DirectNames.Run(point), DirectNames.Rest(point), DirectNames.Block(point) }),
        ];
        foreach (string name in names.Where(adapter.Module!.ExportedNames.Contains))
        {
            yield return (name, adapter.Export(name));
        }

        if (guest.Module!.ExportedNames.Contains(DirectNames.Pages))
        {
            yield return (DirectNames.Pages, guest.Export(DirectNames.Pages));
        }
    }
}
