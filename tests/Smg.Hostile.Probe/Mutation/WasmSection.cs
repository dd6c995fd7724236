namespace Smg.Hostile.Probe.Mutation;

/// <summary>One section of a <see cref="WasmBinary"/>.</summary>
internal sealed class WasmSection(byte id)
{
    /// <summary>In a component: a core module.</summary>
    public const byte CoreModule = 1;

    /// <summary>In a component: another component.</summary>
    public const byte Component = 4;

    /// <summary>In a component: functions lifted and lowered, with their canonical options.</summary>
    public const byte Canonical = 8;

    /// <summary>In a core module: the functions' bodies.</summary>
    public const byte Code = 10;

    /// <summary>What kind of section it is.</summary>
    public byte Id { get; set; } = id;

    /// <summary>Its bytes; not used where it is <see cref="Nested"/>.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>What it holds when that is a binary itself.</summary>
    public WasmBinary? Nested { get; init; }

    /// <summary>A length to claim instead of the true one.</summary>
    public ulong? ClaimedLength { get; set; }

    /// <summary>A copy that shares what is nested.</summary>
    public WasmSection Copy() => new(Id) { Content = [.. Content], Nested = Nested };
}
