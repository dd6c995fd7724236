using Smg.Wasm.Components;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Linking;

/// <summary>
/// Lets the code of a merged module mark what it writes in one of its memories: before a store it sets the byte of the store's block in a
/// memory of marks, which no code of the guest knows. Who makes the memories then need not ask what was written.
/// </summary>
/// <param name="memory">The merged index of the memory.</param>
/// <param name="marks">That of the memory of marks.</param>
/// <param name="range">That of the function that marks a range.</param>
internal sealed class StoreMarks(uint memory, uint marks, uint range)
{
    private const byte BlockShift = WriteMarks.BlockShift;
    private const int Blocks = WriteMarks.Blocks;
    private const byte I32 = 0x7F;
    private const byte Return = 0x0F;
    private const byte If = 0x04;
    private const byte NoValue = 0x40;
    private const byte End = 0x0B;
    private const byte Call = 0x10;
    private const byte LocalGet = 0x20;
    private const byte LocalSet = 0x21;
    private const byte LocalTee = 0x22;
    private const byte I32Store8 = 0x3A;
    private const byte I32Const = 0x41;
    private const byte I32Eqz = 0x45;
    private const byte I32GtU = 0x4B;
    private const byte I32GeU = 0x4F;
    private const byte I32Add = 0x6A;
    private const byte I32Sub = 0x6B;
    private const byte I32And = 0x71;
    private const byte I32Or = 0x72;
    private const byte I32ShrU = 0x76;
    private const uint NamesMemory = 0x40;

    /// <summary>The types of what stores write, as <see cref="CoreWrite"/> numbers them.</summary>
    private static readonly byte[] Types = [0, I32, 0x7E, 0x7D, 0x7C, 0x7B];

    private readonly MarkPlan _plan = new();
    private readonly uint[] _values = new uint[Types.Length];
    private uint _address;
    private uint _source;
    private uint _length;

    /// <summary>The type of <see cref="RangeBody"/>: an address and a length, and nothing.</summary>
    public static ReadOnlySpan<byte> RangeType => [0x60, 2, I32, I32, 0];

    /// <summary>The size of the memory of marks, as a memory section has it: one page, and no more.</summary>
    public static ReadOnlySpan<byte> Limits => [1, 1, 1];

    /// <summary>Whether the code of members can mark what it writes in a memory.</summary>
    /// <param name="members">The members.</param>
    /// <param name="adapter">The one whose memory may have pages of another size.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="pages">Pages that it begins with.</param>
    /// <exception cref="InvalidDataException">The code has an unknown instruction.</exception>
    public static bool ArePossible(IReadOnlyList<MergeMember> members, LevelInstance adapter, CoreSource memory, uint pages)
    {
        MergeMember? owner = members.FirstOrDefault(member => member.Instance.Index == memory.Instance);
        int defined = owner is null ? -1 : (int)memory.Index - owner.Instance.Imported(CoreSpace.Memory).Count;
        return owner is not null
            && defined >= 0
            && defined < owner.Memories.Count
            && owner.Memories[defined].Min == pages
            && members.All(member =>
                member.Data.All(segment => segment.Offset is null)
                && (member.Instance == adapter || member.Memories.All(other => other.IsPlain))
                && member.Bodies().All(HasKnownWrites)
            );
    }

    /// <summary>The memory, and the function that marks a range of it.</summary>
    public (uint Memory, uint Range) Ranges => (memory, range);

    /// <summary>The locals and code of the function that marks a range. It never traps, wherever the range ends.</summary>
    public byte[] RangeBody() =>
        new ComponentWriter()
            .U32(1)
            .U32(1)
            .Byte(I32)
            // Nothing has no last byte.
            .Bytes([LocalGet, 1, I32Eqz, If, NoValue, Return, End])
            // The blocks of the last byte and of the first.
            .Bytes([LocalGet, 0, LocalGet, 1, I32Add, I32Const, 1, I32Sub, I32Const, BlockShift, I32ShrU, LocalSet, 2])
            .Bytes([LocalGet, 0, I32Const, BlockShift, I32ShrU, LocalSet, 0])
            // Where one has the mark of another, or the range ends behind all memory, all are marked.
            .Bytes([LocalGet, 2, I32Const])
            .S32(Blocks)
            .Bytes([I32GeU, LocalGet, 0, LocalGet, 2, I32GtU, I32Or, If, NoValue, I32Const, 0, LocalSet, 0, I32Const])
            .S32(Blocks - 1)
            .Bytes([LocalSet, 2, End])
            .Bytes([LocalGet, 0, I32Const, 1, LocalGet, 2, LocalGet, 0, I32Sub, I32Const, 1, I32Add])
            // memory.fill
            .Bytes([0xFC, 11])
            .U32(marks)
            .Byte(End)
            .ToArray();

    /// <summary>Begins a function.</summary>
    /// <param name="body">Its locals and code.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="member">The member that has it.</param>
    /// <param name="parameters">How many parameters it has.</param>
    /// <returns>What it gets; null where it writes nothing in the memory.</returns>
    /// <exception cref="InvalidDataException">It names something that the module does not have.</exception>
    public MarkedFunction? Begin(ReadOnlySpan<byte> body, List<CoreOperand> operands, MergeMember member, uint parameters)
    {
        Dictionary<int, CoreWrite> writes = [];
        foreach (CoreOperand operand in operands)
        {
            if (CoreWrites.Of(operand, body) is not CoreWrite.None and var write && member.Index(CoreSpace.Memory, operand.Index) == memory)
            {
                writes[operand.Start] = write;
            }
        }

        if (writes.Count == 0)
        {
            return null;
        }

        IReadOnlyList<MarkPoint> points = _plan.Find(body, operands, writes);
        ComponentReader reader = new(body);
        uint groups = reader.ReadU32();
        int start = reader.Position;
        uint locals = parameters;
        for (uint i = 0; i < groups; i++)
        {
            locals += reader.ReadU32();
            CoreSyntax.SkipType(ref reader);
        }

        ComponentWriter added = new();
        groups += AddLocals(points, locals, added);
        return new MarkedFunction(points, groups, start, reader.Position, added.ToArray());
    }

    /// <summary>Writes what is added at a place.</summary>
    public void Write(in MarkPoint point, ComponentWriter code)
    {
        switch (point.Kind)
        {
            case MarkKind.Local:
                WriteMark(point.Local, point.Offset, code);
                break;
            case MarkKind.Address:
                uint value = _values[(int)point.Write];
                code.Byte(LocalSet).U32(value).Byte(LocalSet).U32(_address);
                WriteMark(_address, point.Offset, code);
                code.Byte(LocalGet).U32(_address).Byte(LocalGet).U32(value);
                break;
            default:
                // Before, not behind: the call of a function can end the guest's call, of which nothing must have been written then.
                code.Byte(LocalSet).U32(_length).Byte(LocalSet).U32(_source).Byte(LocalTee).U32(_address);
                code.Byte(LocalGet).U32(_length).Byte(Call).U32(range);
                code.Byte(LocalGet).U32(_address).Byte(LocalGet).U32(_source).Byte(LocalGet).U32(_length);
                break;
        }
    }

    private void WriteMark(uint local, uint offset, ComponentWriter code)
    {
        code.Byte(LocalGet).U32(local);
        if (offset != 0)
        {
            code.Byte(I32Const).S32((int)offset).Byte(I32Add);
        }

        code.Bytes([I32Const, BlockShift, I32ShrU, I32Const]).S32(Blocks - 1).Byte(I32And);
        code.Bytes([I32Const, 1, I32Store8]).U32(NamesMemory).U32(marks).U32(0);
    }

    /// <summary>Adds the locals that the places need.</summary>
    /// <param name="points">The places.</param>
    /// <param name="next">The first index that is free.</param>
    /// <param name="added">Receives the groups of locals.</param>
    /// <returns>How many groups.</returns>
    private uint AddLocals(IReadOnlyList<MarkPoint> points, uint next, ComponentWriter added)
    {
        // A source that is a value has 32 bits, too.
        (_address, _source, _length) = (next, next + 1, next + 2);
        added.U32(3).Byte(I32);
        next += 3;
        uint groups = 1;
        foreach (CoreWrite write in points.Where(point => point.Kind == MarkKind.Address).Select(point => point.Write).Distinct())
        {
            added.U32(1).Byte(Types[(int)write]);
            _values[(int)write] = next++;
            groups++;
        }

        return groups;
    }

    private static bool HasKnownWrites(ReadOnlyMemory<byte> body)
    {
        List<CoreOperand> operands = [];
        CoreInstructions.FindOperands(body.Span, operands);
        return operands.TrueForAll(operand => CoreWrites.Of(operand, body.Span) != CoreWrite.Other);
    }
}

/// <summary>What a function gets that marks what it writes.</summary>
/// <param name="Points">Where code is added, in order.</param>
/// <param name="Groups">How many groups of locals it has then.</param>
/// <param name="Start">Where those begin that it has already.</param>
/// <param name="End">Where they end.</param>
/// <param name="Added">The groups that it gets.</param>
internal sealed record MarkedFunction(IReadOnlyList<MarkPoint> Points, uint Groups, int Start, int End, byte[] Added);
