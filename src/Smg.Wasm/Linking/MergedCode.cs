using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>The functions' code of modules that become one, with the indices that things have there.</summary>
/// <param name="constants">What globals are known to be.</param>
/// <param name="types">The types of the functions.</param>
/// <param name="marks">Lets it note what it writes; null for no notes.</param>
internal sealed class MergedCode(MergedConstants constants, MergedTypes types, StoreMarks? marks)
{
    private const byte Unreachable = 0x00;
    private const byte Call = 0x10;
    private const byte GlobalGet = 0x23;
    private const byte GlobalSet = 0x24;
    private const byte I32Const = 0x41;
    private const byte FunctionReference = 0xD2;
    private const byte End = 0x0B;
    private const uint NamesMemory = 0x40;

    private readonly List<CoreOperand> _operands = [];
    private readonly ComponentWriter _body = new();
    private readonly ComponentWriter _code = new();
    private readonly SortedSet<uint> _referenced = [];
    private uint _count;

    /// <summary>The code section.</summary>
    public byte[] Section => new ComponentWriter().U32(_count).Bytes(_code.Span).ToArray();

    /// <summary>The functions that code makes references to: a module must say so before its code.</summary>
    public IReadOnlyCollection<uint> Referenced => _referenced;

    /// <summary>The globals that a member's code sets.</summary>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public static void FindSetGlobals(MergeMember member, HashSet<CoreSource> globals)
    {
        List<CoreOperand> operands = [];
        foreach (ReadOnlyMemory<byte> body in member.Bodies())
        {
            operands.Clear();
            CoreInstructions.FindOperands(body.Span, operands);
            foreach (CoreOperand operand in operands)
            {
                if (operand is { Space: CoreSpace.Global, Code: GlobalSet })
                {
                    globals.Add(member.Instance.SourceOf(CoreSpace.Global, operand.Index));
                }
            }
        }
    }

    /// <summary>Adds the functions of a member.</summary>
    /// <exception cref="InvalidDataException">It has an unknown instruction, or names something that the module does not have.</exception>
    public void Add(MergeMember member)
    {
        int function = 0;
        foreach (ReadOnlyMemory<byte> body in member.Bodies())
        {
            Rewrite(body.Span, member, member.Functions[function++]);
            AddBody();
        }
    }

    /// <summary>Adds a function that is written already.</summary>
    public void Add(ReadOnlySpan<byte> body)
    {
        _body.Clear().Bytes(body);
        AddBody();
    }

    /// <summary>The locals and code of a function that calls others in turn, which take and give nothing.</summary>
    public static byte[] CallEach(IEnumerable<uint> functions)
    {
        ComponentWriter body = new ComponentWriter().U32(0);
        foreach (uint function in functions)
        {
            body.Byte(Call).U32(function);
        }

        return body.Byte(End).ToArray();
    }

    /// <summary>The locals and code of a function that sets a global to 1, and traps.</summary>
    public static byte[] SetAndTrap(uint global) =>
        new ComponentWriter().U32(0).Byte(I32Const).Byte(1).Byte(GlobalSet).U32(global).Byte(Unreachable).Byte(End).ToArray();

    private void AddBody()
    {
        _code.U32((uint)_body.Span.Length).Bytes(_body.Span);
        _count++;
    }

    private void Rewrite(ReadOnlySpan<byte> body, MergeMember member, uint type)
    {
        _operands.Clear();
        CoreInstructions.FindOperands(body, _operands);
        _body.Clear();
        int copied = 0;
        int next = 0;
        MarkedFunction? marked = marks?.Begin(body, _operands, member, types.Parameters(type));
        if (marked is not null)
        {
            _body.U32(marked.Groups);
            for (copied = marked.Start; next < _operands.Count && _operands[next].Start < marked.End; next++)
            {
                Copy(_operands[next], body, member, ref copied);
            }

            _body.Bytes(body[copied..marked.End]).Bytes(marked.Added);
            copied = marked.End;
        }

        int point = 0;
        for (; next < _operands.Count; next++)
        {
            AddMarks(marked, ref point, until: _operands[next].Instruction, body, ref copied);
            Copy(_operands[next], body, member, ref copied);
        }

        AddMarks(marked, ref point, until: body.Length, body, ref copied);
        _body.Bytes(body[copied..]);
    }

    /// <summary>Adds the marks up to a place of a function.</summary>
    private void AddMarks(MarkedFunction? marked, ref int point, int until, ReadOnlySpan<byte> body, ref int copied)
    {
        for (; point < marked?.Points.Count && marked.Points[point].Position <= until; point++)
        {
            _body.Bytes(body[copied..marked.Points[point].Position]);
            copied = marked.Points[point].Position;
            marks!.Write(marked.Points[point], _body);
        }
    }

    /// <summary>Copies what lies before an operand, and writes that one with the index that it names now.</summary>
    private void Copy(in CoreOperand operand, ReadOnlySpan<byte> body, MergeMember member, ref int copied)
    {
        bool isGet = operand is { Space: CoreSpace.Global, Code: GlobalGet };
        _body.Bytes(body[copied..(isGet ? operand.Instruction : operand.Start)]);
        copied = operand.End;
        if (isGet)
        {
            WriteGet(member, operand.Index);
        }
        else
        {
            ThrowIfUndeclared(operand, member);
            Write(operand, member.Index(operand.Space, operand.Index));
        }
    }

    /// <summary>The merged module declares what its code needs, which must not hide that a member does not.</summary>
    private static void ThrowIfUndeclared(in CoreOperand operand, MergeMember member) =>
        Refuse.If(
            operand is { Space: CoreSpace.Function, Code: FunctionReference } && !member.Declared.Contains(operand.Index),
            "the code of a core module makes a reference to a function that is not declared"
        );

    private void WriteGet(MergeMember member, uint global)
    {
        uint index = member.Index(CoreSpace.Global, global);
        if (!constants.TryWrite(member.Instance.SourceOf(CoreSpace.Global, global), _body))
        {
            _body.Byte(GlobalGet).U32(index);
        }
    }

    private void Write(in CoreOperand operand, uint index)
    {
        if (operand is { Space: CoreSpace.Function, Code: FunctionReference })
        {
            _referenced.Add(index);
        }

        if (operand.Alignment is { } alignment)
        {
            _body.U32(index == 0 ? alignment : alignment | NamesMemory);
            if (index != 0)
            {
                _body.U32(index);
            }
        }
        else if (operand.IsSigned)
        {
            _body.TypeIndex(index);
        }
        else
        {
            _body.U32(index);
        }
    }
}
