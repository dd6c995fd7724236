using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>The globals of merged modules whose value is known from the binary, and expressions that become numbers with it.</summary>
internal sealed class MergedConstants
{
    private const byte I32 = 0x7F;
    private const byte I64 = 0x7E;
    private const byte I32Const = 0x41;
    private const byte I64Const = 0x42;
    private const byte GlobalGet = 0x23;
    private const byte End = 0x0B;

    private readonly Dictionary<CoreSource, Number> _fixed = [];
    private readonly Dictionary<CoreSource, Number> _initial = [];
    private readonly Dictionary<CoreSource, Number> _unchanged = [];

    /// <summary>Learns the globals that a member defines. Those of the members before it are known.</summary>
    public void Learn(MergeMember member)
    {
        uint imported = (uint)member.Instance.Imported(CoreSpace.Global).Count;
        for (int i = 0; i < member.Globals.Count; i++)
        {
            MergedGlobal global = member.Globals[i];
            if (Evaluate(global.Value, member) is { } number && number.Type == global.Type)
            {
                (global.Mutability == 0 ? _fixed : _initial).Add(new(CoreSpace.Global, member.Instance.Index, imported + (uint)i), number);
            }
        }
    }

    /// <summary>
    /// Takes globals that could be set, and are not, for constants in code: shared libraries import addresses in such.
    /// </summary>
    /// <param name="changing">The globals that code sets, or that others see.</param>
    public void TakeUnchanged(IReadOnlySet<CoreSource> changing)
    {
        foreach ((CoreSource global, Number number) in _initial.Where(global => !changing.Contains(global.Key)))
        {
            _unchanged.Add(global, number);
        }
    }

    /// <summary>Writes the instruction that returns a global's value in code, where that is known.</summary>
    public bool TryWrite(CoreSource global, ComponentWriter writer)
    {
        if (!_fixed.TryGetValue(global, out Number number) && !_unchanged.TryGetValue(global, out number))
        {
            return false;
        }

        Write(number, writer);
        return true;
    }

    /// <summary>Writes an expression of a member: as a number where it is known, else with merged indices.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="member">The member.</param>
    /// <param name="importedGlobals">How many globals the merged module imports: an expression can name no others.</param>
    /// <param name="writer">What it is written to.</param>
    /// <exception cref="InvalidDataException">It needs a global that the merged module defines.</exception>
    public void Write(ConstantExpression expression, MergeMember member, uint importedGlobals, ComponentWriter writer)
    {
        if (Evaluate(expression, member) is { } number)
        {
            Write(number, writer);
            writer.Byte(End);
            return;
        }

        foreach (ConstantStep step in expression.Steps)
        {
            if (step.Operand is not { } operand)
            {
                writer.Bytes(step.Bytes.Span);
                continue;
            }

            if (step.Code == GlobalGet && _fixed.TryGetValue(member.Instance.SourceOf(CoreSpace.Global, operand.Index), out Number known))
            {
                Write(known, writer);
                continue;
            }

            uint index = member.Index(operand.Space, operand.Index);
            Refuse.If(
                step.Code == GlobalGet && index >= importedGlobals,
                "a core module has a constant of a global whose value is not known"
            );
            writer.Byte(step.Code).U32(index);
        }

        writer.Byte(End);
    }

    private static void Write(Number number, ComponentWriter writer) =>
        writer.Byte(number.Type == I32 ? I32Const : I64Const).S64(number.Value);

    /// <summary>The number that an expression is; null where it is not known, or not an integer.</summary>
    private Number? Evaluate(ConstantExpression expression, MergeMember member)
    {
        Stack<Number> stack = [];
        foreach (ConstantStep step in expression.Steps)
        {
            if (Next(step, member, stack) is not { } number)
            {
                return null;
            }

            stack.Push(number);
        }

        return stack.Count == 1 ? stack.Pop() : null;
    }

    private Number? Next(ConstantStep step, MergeMember member, Stack<Number> stack)
    {
        switch (step.Code)
        {
            case I32Const or I64Const:
                ComponentReader reader = new(step.Bytes.Span[1..]);
                return step.Code == I32Const
                    ? new Number(I32, (int)CoreSyntax.ReadSigned(ref reader))
                    : new Number(I64, CoreSyntax.ReadSigned(ref reader));
            case GlobalGet:
                return _fixed.TryGetValue(member.Instance.SourceOf(CoreSpace.Global, step.Operand!.Value.Index), out Number number)
                    ? number
                    : null;
            case (>= 0x6A and <= 0x6C) or (>= 0x7C and <= 0x7E) when stack.Count >= 2:
                Number right = stack.Pop();
                Number left = stack.Pop();
                byte type = step.Code < 0x7C ? I32 : I64;
                return left.Type == type && right.Type == type ? Calculate(step.Code, left, right) : null;
            default:
                return null;
        }
    }

    private static Number Calculate(byte code, Number left, Number right)
    {
        long value = unchecked(
            code switch
            {
                0x6A or 0x7C => left.Value + right.Value,
                0x6B or 0x7D => left.Value - right.Value,
                _ => left.Value * right.Value,
            }
        );
        return left with { Value = left.Type == I32 ? unchecked((int)value) : value };
    }

    /// <summary>An integer of 32 or 64 bits.</summary>
    private readonly record struct Number(byte Type, long Value);
}
