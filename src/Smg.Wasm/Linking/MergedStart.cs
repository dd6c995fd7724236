using System.Buffers.Binary;
using System.Globalization;
using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>
/// Replaces the start functions of merged modules by a function that does what they did: compilers make them for constructors of static
/// objects, which compute the same in each instance.
/// </summary>
internal static class MergedStart
{
    /// <summary>The name of the start function, where it is exported instead of run.</summary>
    public const string Start = "start";

    private const byte I32 = 0x7F;
    private const byte I64 = 0x7E;
    private const byte F32 = 0x7D;
    private const byte F64 = 0x7C;
    private const byte I32Const = 0x41;
    private const byte I64Const = 0x42;
    private const byte F32Const = 0x43;
    private const byte F64Const = 0x44;
    private const byte GlobalSet = 0x24;
    private const byte Call = 0x10;
    private const byte End = 0x0B;
    private const byte Bulk = 0xFC;
    private const byte MemoryInit = 8;

    /// <summary>The name of a memory that is exported to be looked at.</summary>
    public static string MemoryName(uint memory) => string.Create(CultureInfo.InvariantCulture, $"m{memory}");

    /// <summary>The name of a global that is exported to be looked at.</summary>
    public static string GlobalName(uint global) => string.Create(CultureInfo.InvariantCulture, $"g{global}");

    /// <summary>What a module exports that is to be looked at.</summary>
    /// <param name="start">The start function.</param>
    /// <param name="items">What it may change.</param>
    public static IEnumerable<(string Name, CoreSpace Space, uint Index)> Exports(uint start, StartItems items) =>
        [
            (Start, CoreSpace.Function, start),
            .. items.Memories.Select(memory => (MemoryName(memory), CoreSpace.Memory, memory)),
            .. items.Globals.Select(one => (GlobalName(one.Global), CoreSpace.Global, one.Global)),
        ];

    /// <summary>The merged index of a member's start function.</summary>
    public static uint IndexOf(MergeMember member) => member.Index(CoreSpace.Function, Read(member.Instance));

    /// <summary>Whether the start functions of instances do nothing, or there is none.</summary>
    /// <param name="instances">The instances.</param>
    /// <exception cref="InvalidDataException">They cannot be merged.</exception>
    public static bool DoNothing(IReadOnlyList<LevelInstance> instances)
    {
        ReadOnlySpan<byte> nothing = [0, 0x0B];
        Dictionary<uint, LevelInstance> byIndex = instances.ToDictionary(instance => instance.Index);
        foreach (LevelInstance instance in instances.Where(instance => instance.HasStart))
        {
            CoreSource start = instance.SourceOf(CoreSpace.Function, Read(instance));
            if (start.Instance is not { } index || !byIndex.TryGetValue(index, out LevelInstance? owner))
            {
                return false;
            }

            MergeMember member = new(owner, new MergedTypes());
            int defined = (int)start.Index - owner.Imported(CoreSpace.Function).Count;
            if (defined < 0 || !member.Bodies().Skip(defined).FirstOrDefault().Span.SequenceEqual(nothing))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What start functions may change; null where they may change more than can be looked at.</summary>
    /// <param name="members">The members.</param>
    /// <param name="adapter">The one whose memory the others do not know.</param>
    /// <exception cref="InvalidDataException">The code of one has an unknown instruction.</exception>
    public static StartItems? FindItems(IReadOnlyList<MergeMember> members, LevelInstance adapter)
    {
        if (!members.All(member => MergedReset.KeepsTablesAndSegments(member) && HasNumbers(member) && HasPlainMemories(member, adapter)))
        {
            return null;
        }

        return new StartItems(
            [.. members.Where(member => member.Instance != adapter).SelectMany(member => Indices(member, CoreSpace.Memory))],
            [
                .. members.SelectMany(member =>
                    Indices(member, CoreSpace.Global)
                        .Zip(member.Globals)
                        .Where(one => one.Second.Mutability == 1)
                        .Select(one => (one.First, one.Second.Type))
                ),
            ]
        );
    }

    /// <summary>Writes the locals and code of the function that does the same.</summary>
    /// <param name="effects">What is done.</param>
    /// <param name="firstSegment">The index of the first of <see cref="Segments"/>.</param>
    /// <param name="marks">The memory whose writes are marked, and the function that marks a range; null where none is.</param>
    public static byte[] Body(StartEffects effects, uint firstSegment, (uint Memory, uint Range)? marks)
    {
        ComponentWriter body = new ComponentWriter().U32(0);
        for (int i = 0; i < effects.Writes.Count; i++)
        {
            StartWrite write = effects.Writes[i];
            if (write.Memory == marks?.Memory)
            {
                body.Byte(I32Const).S32((int)write.Address).Byte(I32Const).S32(write.Bytes.Length).Byte(Call).U32(marks.Value.Range);
            }

            body.Byte(I32Const).S32((int)write.Address).Byte(I32Const).S32(0).Byte(I32Const).S32(write.Bytes.Length);
            body.Byte(Bulk).Byte(MemoryInit).U32(firstSegment + (uint)i).U32(write.Memory);
        }

        foreach (StartGlobal global in effects.Globals)
        {
            WriteConstant(global, body);
            body.Byte(GlobalSet).U32(global.Global);
        }

        return body.Byte(End).ToArray();
    }

    /// <summary>The segments of data that the function copies, as a data section has them.</summary>
    public static IEnumerable<byte[]> Segments(StartEffects effects)
    {
        const byte Passive = 1;
        return effects.Writes.Select(write =>
            new ComponentWriter().Byte(Passive).U32((uint)write.Bytes.Length).Bytes(write.Bytes.Span).ToArray()
        );
    }

    /// <summary>The index of an instance's start function in its own module.</summary>
    private static uint Read(LevelInstance instance)
    {
        ComponentReader reader = new(instance.Module!.Section(CoreSectionId.Start).Span);
        return reader.ReadU32();
    }

    private static void WriteConstant(in StartGlobal global, ComponentWriter body)
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bits, global.Bits);
        _ = global.Type switch
        {
            I32 => body.Byte(I32Const).S32((int)global.Bits),
            I64 => body.Byte(I64Const).S64((long)global.Bits),
            F32 => body.Byte(F32Const).Bytes(bits[..sizeof(float)]),
            F64 => body.Byte(F64Const).Bytes(bits),
            _ => throw new InvalidOperationException($"a global of the type {global.Type} was looked at"),
        };
    }

    private static IEnumerable<uint> Indices(MergeMember member, CoreSpace space)
    {
        uint imported = (uint)member.Instance.Imported(space).Count;
        return Enumerable.Range(0, member.Defined(space)).Select(i => member.Index(space, imported + (uint)i));
    }

    private static bool HasNumbers(MergeMember member) =>
        member.Globals.All(global => global.Mutability == 0 || global.Type is I32 or I64 or F32 or F64);

    private static bool HasPlainMemories(MergeMember member, LevelInstance adapter) =>
        member.Instance == adapter || member.Memories.All(memory => memory.IsPlain);
}
