using Smg.Wasm.Adapters;
using Smg.Wasm.Components;
using Smg.Wasm.Failures;
using Smg.Wasm.Linking;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Makes one core module of a guest with its adapter, in whose memories the host writes messages and reads answers itself: no text is
/// checked twice, a body is copied once, and one core instance is made. What the guest imports is not in it: a call that needs it ends, and
/// the component serves it instead, of which nothing was seen outside so far.
/// </summary>
internal static class DirectComposer
{
    /// <summary>Bytes of a component that is compiled a second time for it: what takes some seconds of a processor.</summary>
    private const int MaxBytes = 4 << 20;

    /// <summary>Composes.</summary>
    /// <param name="guest">The guest with the adapter.</param>
    /// <param name="withReset">Whether it gets the function that resets its globals, where it can have one.</param>
    /// <param name="markedPages">
    /// Pages of the memory whose writes it notes, where it can: <see cref="StoreMarks"/>. Null for no notes.
    /// </param>
    /// <param name="start">What its start functions do, where that is known. Null to run them in each instance.</param>
    /// <returns>Null where the guest can only be called as a component.</returns>
    public static DirectModule? TryCompose(in DirectGuest guest, bool withReset, uint? markedPages = null, StartEffects? start = null) =>
        TryCompose(
            guest,
            (level, isWhole) =>
            {
                MergedModule merged = ModuleMerger.MergeAll(
                    level.Instances,
                    new WholeMerge([.. Exports(level)], level.Adapter, AdapterFrames.InGuest)
                    {
                        Reset = withReset ? DirectNames.Reset : null,
                        Outside = isWhole ? null : DirectNames.Outside,
                        Marked = markedPages is { } pages ? (level.Adapter.Imported(CoreSpace.Memory)[0], pages) : null,
                        Marks = DirectNames.Marks,
                        Start = start ?? (MergedStart.DoNothing(level.Instances) ? StartEffects.None : null),
                    }
                );
                return new DirectModule(merged.Bytes, isWhole, merged.Marks);
            }
        );

    /// <summary>Composes a module whose start function is exported instead of run, to see what it does.</summary>
    /// <param name="guest">The guest with the adapter.</param>
    /// <returns>Null where there is none that does something, or it may do more than can be seen.</returns>
    public static MergedModule? TryShowStart(in DirectGuest guest) =>
        TryCompose(
            guest,
            (level, isWhole) =>
            {
                Refuse.If(MergedStart.DoNothing(level.Instances), "its start functions do nothing");
                MergedModule merged = ModuleMerger.MergeAll(
                    level.Instances,
                    new WholeMerge([], level.Adapter, AdapterFrames.InGuest)
                    {
                        Outside = isWhole ? null : DirectNames.Outside,
                        ShowsStart = true,
                    }
                );
                Refuse.If(merged.Shown is null, "its start functions may change more than memories and numbers");
                return merged;
            }
        );

    private static T? TryCompose<T>(in DirectGuest guest, Func<AdapterLevel, bool, T> compose)
        where T : class
    {
        if (guest.Adapted.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            AdapterLevel level = AdapterLevel.Find(guest.Adapted, guest.ImportsTypes);
            bool isWhole =
                guest.ImportsTypes && !level.IsNested && level.Instances is [{ ModuleImports.Count: 0 }, var last] && last == level.Adapter;

            Refuse.If(!guest.Links && level.Instances.Count > 2, "it is more than one core module");
            Refuse.If(
                level.Instances.DistinctBy(instance => instance.ModuleIndex).Count() < level.Instances.Count,
                "one of its core modules is instantiated twice, and would be there twice"
            );

            // Within one module all segments are written before any function runs.
            Refuse.If(
                level
                    .Instances.SkipWhile(instance => !instance.HasStart)
                    .Skip(1)
                    .Any(instance => InstanceEffects.Read(instance).Targets.Count > 0),
                "a core module has segments that are written after another one's start function ran"
            );
            return compose(level, isWhole);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, CoreSource Source)> Exports(AdapterLevel level)
    {
        LevelInstance adapter = level.Adapter;
        yield return (DirectNames.Image, adapter.Export(DirectNames.Image));
        yield return (DirectNames.Memory, adapter.Imported(CoreSpace.Memory)[0]);
        IEnumerable<string> names =
        [
            DirectNames.Room,
            DirectNames.End,
            DirectNames.Action,
            .. AdapterLevel.Messages.SelectMany(point =>
                new[] { DirectNames.Run(point), DirectNames.Rest(point), DirectNames.Block(point) }
            ),
        ];
        foreach (string name in names.Where(adapter.Module!.ExportedNames.Contains))
        {
            yield return (name, adapter.Export(name));
        }

        if (level.Pages is { } pages)
        {
            yield return (DirectNames.Pages, pages);
        }
    }
}
