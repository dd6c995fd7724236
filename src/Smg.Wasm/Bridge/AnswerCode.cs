namespace Smg.Wasm.Bridge;

/// <summary>What the adapter found an answer to be.</summary>
internal enum AnswerCase : byte
{
    /// <summary>The message goes on.</summary>
    Continue = 0,

    /// <summary>The message is rejected with a status.</summary>
    Reject = 1,

    /// <summary>A modification waits to be lifted.</summary>
    Modify = 2,

    /// <summary>The answer's address is not aligned.</summary>
    Unaligned = 3,

    /// <summary>The answer lies outside the guest's memory.</summary>
    OutsideMemory = 4,

    /// <summary>The action has another case than the WIT's.</summary>
    Unknown = 5,

    /// <summary>A list of the modification lies outside the guest's memory.</summary>
    ListOutsideMemory = 6,
}

/// <summary>What the adapter says of an answer, in one number.</summary>
/// <param name="Value">The number.</param>
internal readonly record struct AnswerCode(ulong Value)
{
    /// <summary>The place of the status.</summary>
    public const int StatusShift = 8;

    /// <summary>The place of the cost.</summary>
    public const int CostShift = 32;

    /// <summary>What the answer is.</summary>
    public AnswerCase Case => (AnswerCase)(byte)Value;

    /// <summary>A rejection's status, or the number of an unknown case.</summary>
    public ushort Status => (ushort)(Value >> StatusShift);

    /// <summary>A lower bound of the bytes that a modification's headers have, each counted with 32 more.</summary>
    public uint Cost => (uint)(Value >> CostShift);
}
