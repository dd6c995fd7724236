using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>A section of a component, or one definition of a section that is taken apart.</summary>
internal abstract record LevelItem;

/// <summary>A section that names nothing core.</summary>
/// <param name="Section">Its kind.</param>
/// <param name="Body">Its content.</param>
/// <param name="Instantiates">Whether it makes instances of components, which may run code.</param>
internal sealed record RawItem(SectionId Section, ReadOnlyMemory<byte> Body, bool Instantiates = false) : LevelItem;

/// <summary>One definition that names nothing core, without a count before it.</summary>
/// <param name="Section">The kind of its section.</param>
/// <param name="Bytes">The definition.</param>
internal sealed record SingleItem(SectionId Section, ReadOnlyMemory<byte> Bytes) : LevelItem;

/// <summary>A nested component.</summary>
/// <param name="Bytes">The component.</param>
internal sealed record NestedItem(ReadOnlyMemory<byte> Bytes) : LevelItem;

/// <summary>A core module.</summary>
/// <param name="Module">Its index.</param>
internal sealed record ModuleItem(uint Module) : LevelItem;

/// <summary>A core instance.</summary>
/// <param name="Instance">The instance.</param>
internal sealed record InstanceItem(LevelInstance Instance) : LevelItem;

/// <summary>A type of resources with a destructor.</summary>
/// <param name="Before">The definition up to the destructor.</param>
/// <param name="Destructor">The core function.</param>
internal sealed record ResourceItem(ReadOnlyMemory<byte> Before, CoreSource Destructor) : LevelItem;

/// <summary>A canonical definition with a function and options: one that lifts or lowers.</summary>
/// <param name="Lifted">The core function that it lifts; null where it lowers.</param>
/// <param name="Lowered">The function that it lowers; of no use where it lifts.</param>
/// <param name="Options">The options.</param>
/// <param name="Type">The type of a lifted function.</param>
internal sealed record ConversionItem(CoreSource? Lifted, uint Lowered, CanonOptions Options, uint Type) : LevelItem
{
    /// <summary>The core items among the options.</summary>
    public required IReadOnlyList<CoreSource> OptionSources { get; init; }

    /// <summary>The core function that it defines; null where it lifts.</summary>
    public CoreSource? Defined { get; init; }
}

/// <summary>A canonical definition that makes, drops or reads resources.</summary>
/// <param name="Bytes">The definition.</param>
/// <param name="Defined">The core function that it defines.</param>
internal sealed record ResourceFunctionItem(ReadOnlyMemory<byte> Bytes, CoreSource Defined) : LevelItem;
