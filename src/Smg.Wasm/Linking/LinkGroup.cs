namespace Smg.Wasm.Linking;

/// <summary>Core instances that are made at one place of a component: those that become one, or one that stays.</summary>
internal sealed class LinkGroup
{
    private readonly List<LevelInstance> _members = [];

    /// <summary>The instances, in the order in which they take effect.</summary>
    public IReadOnlyList<LevelInstance> Members => _members;

    /// <summary>The place among the component's definitions where they are made.</summary>
    public int Anchor { get; private set; }

    /// <summary>Whether the group can still move behind the definitions that follow it.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Whether other instances can join it: those of a module that is instantiated more than once stay by themselves.</summary>
    public bool CanGrow { get; init; } = true;

    /// <summary>Adds an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="anchor">The place where the group is made now.</param>
    public void Add(LevelInstance instance, int anchor)
    {
        _members.Add(instance);
        Anchor = anchor;
    }
}
