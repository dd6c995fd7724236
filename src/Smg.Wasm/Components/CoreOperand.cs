namespace Smg.Wasm.Components;

/// <summary>An index in a function's locals or code. Places count from the beginning of the locals.</summary>
/// <param name="Space">What it counts.</param>
/// <param name="Index">The index.</param>
/// <param name="Code">The first byte of the instruction that has it; 0 for the type of locals.</param>
/// <param name="Instruction">Where that instruction begins.</param>
/// <param name="Start">Where the operand begins.</param>
/// <param name="End">Where the next operand or instruction begins.</param>
internal readonly record struct CoreOperand(CoreSpace Space, uint Index, byte Code, int Instruction, int Start, int End)
{
    /// <summary>
    /// For the address of a load or store, of which the operand is the alignment and the memory: the alignment. Null for other operands.
    /// </summary>
    public uint? Alignment { get; init; }

    /// <summary>Whether the index is a signed number, as where a predefined type could be.</summary>
    public bool IsSigned { get; init; }
}
