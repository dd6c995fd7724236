namespace Smg.Wasm.Components;

/// <summary>How many values the plain instructions take from the stack and put there.</summary>
internal static class CoreStack
{
    /// <summary>What an instruction of one byte takes and puts.</summary>
    /// <returns>Null for what this does not know: calls, branches, blocks, and all that are of more bytes.</returns>
    public static (int Taken, int Put)? EffectOf(byte code) =>
        code switch
        {
            // nop
            0x01 => (0, 0),
            // drop, select
            0x1A => (1, 0),
            0x1B => (3, 1),
            // local.get, local.set, local.tee, global.get, global.set
            0x20 or 0x23 => (0, 1),
            0x21 or 0x24 => (1, 0),
            0x22 => (1, 1),
            // loads, stores
            >= 0x28 and <= 0x35 => (1, 1),
            >= 0x36 and <= 0x3E => (2, 0),
            // memory.size, memory.grow
            0x3F => (0, 1),
            0x40 => (1, 1),
            // constants
            >= 0x41 and <= 0x44 => (0, 1),
            // tests of one number, counts of bits, functions of one floating-point number, conversions
            0x45 or 0x50 or (>= 0x67 and <= 0x69) or (>= 0x79 and <= 0x7B) or (>= 0x8B and <= 0x91) => (1, 1),
            (>= 0x99 and <= 0x9F) or (>= 0xA7 and <= 0xC4) => (1, 1),
            // comparisons and arithmetic of two numbers
            >= 0x46 and <= 0xA6 => (2, 1),
            _ => null,
        };
}
