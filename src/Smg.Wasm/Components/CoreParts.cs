namespace Smg.Wasm.Components;

/// <summary>A part of an instruction behind its code.</summary>
internal enum CorePart : byte
{
    /// <summary>
    /// The index of a function; the parts up to <see cref="Data"/> are indices of the <see cref="CoreSpace"/> of equal value.
    /// </summary>
    Function = (byte)CoreSpace.Function,
    Table = (byte)CoreSpace.Table,
    Memory = (byte)CoreSpace.Memory,
    Global = (byte)CoreSpace.Global,
    Tag = (byte)CoreSpace.Tag,
    Type = (byte)CoreSpace.Type,
    Element = (byte)CoreSpace.Element,
    Data = (byte)CoreSpace.Data,

    /// <summary>A number: a label, a local or a constant.</summary>
    Number,

    /// <summary>Numbers, with their count before them.</summary>
    Numbers,

    /// <summary>A byte; the next parts are two, four, eight and sixteen of them.</summary>
    Byte,
    TwoBytes,
    FourBytes,
    EightBytes,
    SixteenBytes,

    /// <summary>Value types, with their count before them.</summary>
    ValueTypes,

    /// <summary>The type of a block.</summary>
    BlockType,

    /// <summary>The type of what a reference leads to.</summary>
    HeapType,

    /// <summary>The handlers of a block.</summary>
    Catches,

    /// <summary>Alignment, memory and offset of a load or a store.</summary>
    Address,
}

/// <summary>The parts of every instruction.</summary>
internal static class CoreParts
{
    private const uint Fence = 3;

    /// <summary>The parts of an instruction of one byte.</summary>
    /// <exception cref="InvalidDataException">The instruction is unknown.</exception>
    public static ReadOnlySpan<CorePart> Of(byte code) =>
        code switch
        {
            // unreachable, nop, else, throw_ref, end, return, drop, select; comparisons, arithmetic and conversions; ref.is_null,
            // ref.eq, ref.as_non_null
            0x00 or 0x01 or 0x05 or 0x0A or 0x0B or 0x0F or 0x1A or 0x1B or (>= 0x45 and <= 0xC4) or 0xD1 or 0xD3 or 0xD4 => [],
            // br, br_if, locals, i32.const, i64.const, br_on_null, br_on_non_null
            0x0C or 0x0D or (>= 0x20 and <= 0x22) or 0x41 or 0x42 or 0xD5 or 0xD6 => [CorePart.Number],
            // br_table
            0x0E => [CorePart.Numbers, CorePart.Number],
            // f32.const, f64.const
            0x43 => [CorePart.FourBytes],
            0x44 => [CorePart.EightBytes],
            // block, loop, if
            0x02 or 0x03 or 0x04 => [CorePart.BlockType],
            // throw
            0x08 => [CorePart.Tag],
            // call, return_call, ref.func
            0x10 or 0x12 or 0xD2 => [CorePart.Function],
            // call_indirect, return_call_indirect
            0x11 or 0x13 => [CorePart.Type, CorePart.Table],
            // call_ref, return_call_ref
            0x14 or 0x15 => [CorePart.Type],
            // select with a type
            0x1C => [CorePart.ValueTypes],
            // try_table
            0x1F => [CorePart.BlockType, CorePart.Catches],
            // globals
            0x23 or 0x24 => [CorePart.Global],
            // table.get, table.set
            0x25 or 0x26 => [CorePart.Table],
            // loads and stores
            >= 0x28 and <= 0x3E => [CorePart.Address],
            // memory.size, memory.grow
            0x3F or 0x40 => [CorePart.Memory],
            // ref.null
            0xD0 => [CorePart.HeapType],
            _ => throw new InvalidDataException($"it has the unknown instruction {code:x2}"),
        };

    /// <summary>The parts of a conversion, or of an instruction of whole memories and tables: behind fc and its number.</summary>
    /// <exception cref="InvalidDataException">The instruction is unknown.</exception>
    public static ReadOnlySpan<CorePart> OfBulk(uint code) =>
        code switch
        {
            // saturating conversions; 128-bit arithmetic
            <= 7 or (>= 19 and <= 22) => [],
            // memory.init
            8 => [CorePart.Data, CorePart.Memory],
            // data.drop
            9 => [CorePart.Data],
            // memory.copy
            10 => [CorePart.Memory, CorePart.Memory],
            // memory.fill
            11 => [CorePart.Memory],
            // table.init
            12 => [CorePart.Element, CorePart.Table],
            // elem.drop
            13 => [CorePart.Element],
            // table.copy
            14 => [CorePart.Table, CorePart.Table],
            // table.grow, table.size, table.fill
            15 or 16 or 17 => [CorePart.Table],
            _ => throw new InvalidDataException($"it has the unknown instruction fc {code:x2}"),
        };

    /// <summary>The parts of an instruction of vectors: behind fd and its number.</summary>
    /// <exception cref="InvalidDataException">The instruction is unknown.</exception>
    public static ReadOnlySpan<CorePart> OfVector(uint code) =>
        code switch
        {
            // loads and stores
            <= 11 or 92 or 93 => [CorePart.Address],
            // v128.const, i8x16.shuffle
            12 or 13 => [CorePart.SixteenBytes],
            // one lane: extracted or replaced; loaded or stored
            >= 21 and <= 34 => [CorePart.Byte],
            >= 84 and <= 91 => [CorePart.Address, CorePart.Byte],
            <= 0x114 => [],
            _ => throw new InvalidDataException($"it has the unknown instruction fd {code:x2}"),
        };

    /// <summary>The parts of an atomic instruction: behind fe and its number.</summary>
    public static ReadOnlySpan<CorePart> OfAtomic(uint code) => code == Fence ? [CorePart.Byte] : [CorePart.Address];
}
