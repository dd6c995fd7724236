using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>
/// The function that makes an instance of a merged module as new, but for its memories: it gives the globals the values that they begin
/// with. It is for modules that can change nothing else: their tables and segments stay as they are, and nothing runs when they are
/// instantiated.
/// </summary>
internal static class MergedReset
{
    private const byte GlobalSet = 0x24;
    private const byte End = 0x0B;
    private const byte CallIndirect = 0x11;
    private const byte ReturnCallIndirect = 0x13;
    private const byte TableGet = 0x25;
    private const byte Bulk = 0xFC;
    private const uint MemoryInit = 8;
    private const uint TableSize = 16;

    /// <summary>Whether a module of these, which runs no start function, can be reset by such a function.</summary>
    /// <exception cref="InvalidDataException">The code of one has an unknown instruction.</exception>
    public static bool IsPossible(IReadOnlyList<MergeMember> members) =>
        members.All(member =>
            member.Data.All(segment => segment.Offset is null)
            && !member.Globals.Any(global => global.Value.Steps.Any(step => step.Operand?.Space == CoreSpace.Function))
            && KeepsTablesAndSegments(member)
        );

    /// <summary>Whether a member's code changes nothing but memories and globals.</summary>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public static bool KeepsTablesAndSegments(MergeMember member) => member.Tags.Count == 0 && member.Bodies().All(KeepsTablesAndSegments);

    /// <summary>Writes the function's locals and code.</summary>
    /// <param name="members">The members.</param>
    /// <param name="constants">What globals are known to be.</param>
    public static byte[] Body(IReadOnlyList<MergeMember> members, MergedConstants constants)
    {
        ComponentWriter body = new ComponentWriter().U32(0);
        ComponentWriter value = new();
        foreach (MergeMember member in members)
        {
            uint imported = (uint)member.Instance.Imported(CoreSpace.Global).Count;
            for (int i = 0; i < member.Globals.Count; i++)
            {
                if (member.Globals[i].Mutability == 0)
                {
                    continue;
                }

                constants.Write(member.Globals[i].Value, member, importedGlobals: 0, value.Clear());
                body.Bytes(value.Span[..^1]).Byte(GlobalSet).U32(member.Index(CoreSpace.Global, imported + (uint)i));
            }
        }

        return body.Byte(End).ToArray();
    }

    private static bool KeepsTablesAndSegments(ReadOnlyMemory<byte> body)
    {
        List<CoreOperand> operands = [];
        CoreInstructions.FindOperands(body.Span, operands);
        return operands.TrueForAll(operand => KeepsThem(operand, body.Span));
    }

    private static bool KeepsThem(in CoreOperand operand, ReadOnlySpan<byte> body) =>
        operand.Space switch
        {
            CoreSpace.Table => operand.Code is CallIndirect or ReturnCallIndirect or TableGet || BulkCode(operand, body) == TableSize,
            CoreSpace.Data => BulkCode(operand, body) == MemoryInit,
            CoreSpace.Element or CoreSpace.Tag => false,
            _ => true,
        };

    /// <summary>The second number of an instruction's code; null where it has none.</summary>
    private static uint? BulkCode(in CoreOperand operand, ReadOnlySpan<byte> body)
    {
        if (operand.Code != Bulk)
        {
            return null;
        }

        ComponentReader reader = new(body[(operand.Instruction + 1)..]);
        return reader.ReadU32();
    }
}
