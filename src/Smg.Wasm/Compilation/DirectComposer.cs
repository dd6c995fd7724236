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
    /// <summary>Composes.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="withReset">Whether it gets the function that resets its globals, where it can have one.</param>
    /// <param name="markedPages">
    /// Pages of the memory whose writes it notes, where it can: <see cref="StoreMarks"/>. Null for no notes.
    /// </param>
    /// <param name="start">What its start functions do, where that is known. Null to run them in each instance.</param>
    /// <returns>The module, or why the guest can only be called as a component.</returns>
    public static DirectOutcome Compose(DirectGuest guest, bool withReset, uint? markedPages = null, StartEffects? start = null)
    {
        AdapterLevel level = guest.Level;
        WholeMerge how = How(guest, [.. Exports(level)]) with
        {
            Reset = withReset ? DirectNames.Reset : null,
            Marked = markedPages is { } pages ? (level.Adapter.Imported(CoreSpace.Memory)[0], pages) : null,
            Marks = DirectNames.Marks,
            Start = start ?? (guest.StartsDoNothing ? StartEffects.None : null),
        };
        return TryMerge(level, how, out string? obstacle) is { } merged
            ? new DirectOutcome(new DirectModule(merged.Bytes, guest.IsWhole, merged.Marks), Obstacle: null)
            : new DirectOutcome(Module: null, obstacle);
    }

    /// <summary>Composes a module that exports its start function, which does not run then, to see what it does.</summary>
    /// <param name="guest">The guest.</param>
    /// <returns>Null where it does nothing, or may do more than can be seen.</returns>
    public static MergedModule? TryShowStart(DirectGuest guest) =>
        !guest.StartsDoNothing && TryMerge(guest.Level, How(guest, []) with { ShowsStart = true }, out _) is { Shown: not null } merged
            ? merged
            : null;

    private static WholeMerge How(DirectGuest guest, IReadOnlyList<(string Name, CoreSource Source)> exports) =>
        new(exports, guest.Level.Adapter, AdapterFrames.InGuest) { Outside = guest.IsWhole ? null : DirectNames.Outside };

    private static MergedModule? TryMerge(AdapterLevel level, WholeMerge how, out string? obstacle)
    {
        obstacle = null;
        try
        {
            return ModuleMerger.MergeAll(level.Instances, how);
        }
        catch (InvalidDataException e)
        {
            obstacle = e.Message;
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
