namespace Smg.Wasm.Components;

/// <summary>What an instruction writes in a memory that it names.</summary>
internal enum CoreWrite
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A number at an address, which lie on the stack: a store. The next ones are stores of other types.</summary>
    I32,
    I64,
    F32,
    F64,
    V128,

    /// <summary>A range, whose address, source or value, and length lie on the stack.</summary>
    Range,

    /// <summary>Something else: an atomic instruction that changes what is there.</summary>
    Other,
}

/// <summary>Tells what instructions write.</summary>
internal static class CoreWrites
{
    private const byte FirstStore = 0x36;
    private const byte LastStore = 0x3E;
    private const byte Bulk = 0xFC;
    private const byte Vector = 0xFD;
    private const byte Atomic = 0xFE;

    /// <summary>What an instruction writes in the memory of one of its operands.</summary>
    /// <param name="operand">The operand; of any kind.</param>
    /// <param name="body">The function's locals and code.</param>
    public static CoreWrite Of(in CoreOperand operand, ReadOnlySpan<byte> body)
    {
        if (operand.Space != CoreSpace.Memory)
        {
            return CoreWrite.None;
        }

        ComponentReader reader = new(body[(operand.Instruction + 1)..]);
        return operand.Code switch
        {
            >= FirstStore and <= LastStore => OfStore(operand.Code),
            Bulk => OfBulk(reader.ReadU32(), isFirst: operand.Instruction + 1 + reader.Position == operand.Start),
            Vector => OfVector(reader.ReadU32()),
            Atomic => OfAtomic(reader.ReadU32()),
            _ => CoreWrite.None,
        };
    }

    private static CoreWrite OfStore(byte code) =>
        code switch
        {
            // i32.store, i32.store8, i32.store16
            0x36 or 0x3A or 0x3B => CoreWrite.I32,
            0x38 => CoreWrite.F32,
            0x39 => CoreWrite.F64,
            // i64.store, i64.store8, i64.store16, i64.store32
            _ => CoreWrite.I64,
        };

    private static CoreWrite OfBulk(uint code, bool isFirst) =>
        code switch
        {
            // memory.init, memory.fill
            8 or 11 => CoreWrite.Range,
            // memory.copy names where it writes, and then where it reads
            10 when isFirst => CoreWrite.Range,
            _ => CoreWrite.None,
        };

    private static CoreWrite OfVector(uint code) =>
        code switch
        {
            // v128.store, and stores of one lane
            11 or (>= 88 and <= 91) => CoreWrite.V128,
            // loads
            <= 10 or (>= 84 and <= 87) or 92 or 93 => CoreWrite.None,
            _ => CoreWrite.Other,
        };

    private static CoreWrite OfAtomic(uint code) =>
        code switch
        {
            // notify, waits, loads
            <= 2 or (>= 0x10 and <= 0x16) => CoreWrite.None,
            _ => CoreWrite.Other,
        };
}
