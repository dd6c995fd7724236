namespace Smg.Wasm.Linking;

/// <summary>
/// Which core instances of a component become one. The order of everything that can be observed stays: an instance is made later only past
/// definitions that have no effect and do not use it, and earlier only where it runs no code and writes nothing that is written in between.
/// </summary>
internal sealed class LinkPlan
{
    private readonly LinkLevel _level;
    private readonly Dictionary<uint, LinkGroup> _groupOf = [];
    private readonly List<LinkGroup> _groups = [];
    private readonly Dictionary<uint, InstanceEffects> _effects = [];
    private readonly Dictionary<uint, int> _functionPlaces = [];
    private readonly HashSet<uint> _madeOnce;

    /// <summary>The place of the newest definition that makes instances of components.</summary>
    private int _barrier = -1;

    private LinkPlan(LinkLevel level)
    {
        _level = level;
        _madeOnce =
        [
            .. level
                .Instances.Where(instance => instance.ModuleIndex is not null)
                .GroupBy(instance => instance.ModuleIndex!.Value)
                .Where(made => made.Count() == 1)
                .Select(made => made.Key),
        ];
    }

    /// <summary>The groups, in the order in which they are made.</summary>
    public IReadOnlyList<LinkGroup> Groups => _groups;

    /// <summary>Whether any instances become one.</summary>
    public bool LinksAny => _groups.Exists(group => group.Members.Count > 1);

    /// <summary>Plans a level.</summary>
    /// <exception cref="InvalidDataException">A core module has something unknown.</exception>
    public static LinkPlan Of(LinkLevel level)
    {
        LinkPlan plan = new(level);
        for (int place = 0; place < level.Items.Count; place++)
        {
            plan.Take(level.Items[place], place);
        }

        return plan;
    }

    /// <summary>The group of an instance of a module.</summary>
    public LinkGroup GroupOf(uint instance) => _groupOf[instance];

    private void Take(LevelItem item, int place)
    {
        switch (item)
        {
            case RawItem { Instantiates: true }:
                _groups.ForEach(group => group.IsOpen = false);
                _barrier = place;
                break;
            case ResourceItem resource:
                Close(resource.Destructor);
                break;
            case ResourceFunctionItem function:
                _functionPlaces[function.Defined.Index] = place;
                break;
            case ConversionItem conversion:
                Close([.. conversion.OptionSources, .. conversion.Lifted is { } lifted ? [lifted] : (CoreSource[])[]]);
                if (conversion.Defined is { } defined)
                {
                    _functionPlaces[defined.Index] = place;
                }

                break;
            case InstanceItem { Instance: { Module: not null } instance }:
                Place(instance, place);
                break;
            default:
                break;
        }
    }

    /// <summary>A definition that uses these comes next: their instances are made before it.</summary>
    private void Close(params ReadOnlySpan<CoreSource> sources)
    {
        foreach (CoreSource source in sources)
        {
            if (source.Instance is { } instance)
            {
                _groupOf[instance].IsOpen = false;
            }
        }
    }

    private void Place(LevelInstance instance, int place)
    {
        _effects[instance.Index] = InstanceEffects.Read(instance);
        bool canJoin = _madeOnce.Contains(instance.ModuleIndex!.Value);
        LinkGroup? group = canJoin ? FindEarlier(instance) : null;
        if (group is not null)
        {
            group.Add(instance, group.Anchor);
        }
        else if (canJoin && _groups is [.., { IsOpen: true, CanGrow: true } last] && KeepsOrderOfStart(last, instance))
        {
            group = last;
            group.Add(instance, place);
        }
        else
        {
            // Making it is an effect that the groups before it stay before.
            _groups.ForEach(before => before.IsOpen = false);
            group = new LinkGroup { CanGrow = canJoin };
            group.Add(instance, place);
            _groups.Add(group);
        }

        _groupOf[instance.Index] = group;
    }

    /// <summary>The newest group that the instance uses and can be made with, earlier than it is written.</summary>
    private LinkGroup? FindEarlier(LevelInstance instance)
    {
        if (instance.HasStart)
        {
            return null;
        }

        HashSet<LinkGroup> used = [.. instance.Imports.Where(source => source.Instance is not null).Select(GroupOf)];
        for (int i = _groups.Count - 1; i >= 0; i--)
        {
            LinkGroup group = _groups[i];
            if (
                !group.IsOpen
                && group.CanGrow
                && group.Anchor > _barrier
                && used.Contains(group)
                && instance.Imports.All(source => IsThere(source, group))
                && KeepsOrderOfStart(group, instance)
                && _groups.Skip(i + 1).SelectMany(between => between.Members).All(other => AreIndependent(other, instance))
            )
            {
                return group;
            }
        }

        return null;
    }

    private LinkGroup GroupOf(CoreSource source) => _groupOf[source.Instance!.Value];

    /// <summary>Whether something is there when a group is made, or belongs to it.</summary>
    private bool IsThere(CoreSource source, LinkGroup group) =>
        source.Instance is null
            ? _functionPlaces[source.Index] < group.Anchor
            : GroupOf(source) == group || GroupOf(source).Anchor < group.Anchor;

    /// <summary>
    /// Within one module, all segments are written before any function runs: where a function of the group runs, what follows it must be
    /// out of its sight and must not fail.
    /// </summary>
    private bool KeepsOrderOfStart(LinkGroup group, LevelInstance instance) =>
        !group.Members.Any(member => member.HasStart) || _effects[instance.Index].AreItsOwn;

    private bool AreIndependent(LevelInstance one, LevelInstance other) =>
        !one.HasStart && !_effects[one.Index].Targets.Overlaps(_effects[other.Index].Targets);
}
