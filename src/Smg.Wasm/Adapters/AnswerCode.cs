namespace Smg.Wasm.Adapters;

/// <summary>What the adapter found an answer to be.</summary>
internal enum AnswerCase : byte
{
    /// <summary>The message, or the operation without columns, goes on.</summary>
    Continue = 0,

    /// <summary>The message is rejected with a status, or an operation for a reason that waits to be lifted.</summary>
    Reject = 1,

    /// <summary>A modification, or columns, wait to be lifted.</summary>
    Modify = 2,

    /// <summary>The answer's address is not aligned.</summary>
    Unaligned = 3,

    /// <summary>The answer lies outside the guest's memory.</summary>
    OutsideMemory = 4,

    /// <summary>The action has another case than the WIT's.</summary>
    Unknown = 5,

    /// <summary>A list of the modification, or the columns, lie outside the guest's memory.</summary>
    ListOutsideMemory = 6,

    /// <summary>The guest was not called yet.</summary>
    None = 7,
}

/// <summary>What the adapter says of an answer, in one number.</summary>
/// <param name="Value">The number.</param>
internal readonly record struct AnswerCode(uint Value)
{
    /// <summary>The place of the status or the cost: the case takes the bits below it.</summary>
    public const int ValueShift = 3;

    /// <summary>The bits of the case.</summary>
    public const int CaseMask = (1 << ValueShift) - 1;

    /// <summary>The largest status or cost.</summary>
    public const int MaxValue = (1 << (32 - ValueShift)) - 1;

    /// <summary>What the answer is.</summary>
    public AnswerCase Case => (AnswerCase)(Value & CaseMask);

    /// <summary>A rejection's status, or the number of an unknown case.</summary>
    public ushort Status => (ushort)(Value >> ValueShift);

    /// <summary>
    /// A lower bound of the bytes that a modification's headers, the columns or the reason have, each header and column counted with 32
    /// more; at most <see cref="MaxValue"/>, which is above what any option allows.
    /// </summary>
    public int Cost => (int)(Value >> ValueShift);

    /// <summary>Why an answer cannot be read, in the words in which Wasmtime says the same.</summary>
    public InvalidDataException Fault() =>
        new(
            Case switch
            {
                AnswerCase.Unaligned => "return pointer not aligned",
                AnswerCase.OutsideMemory => "pointer out of bounds of memory",
                AnswerCase.ListOutsideMemory => "list pointer/length out of bounds of memory",
                _ => $"unexpected discriminant: {Status}",
            }
        );
}
