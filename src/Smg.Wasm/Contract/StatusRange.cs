namespace Smg.Wasm.Contract;

/// <summary>The statuses that end an exchange, as HTTP defines them.</summary>
internal static class StatusRange
{
    private const ushort Lowest = 200;
    private const ushort Highest = 599;

    /// <summary>Whether an answer may have this status.</summary>
    public static bool IsFinal(ushort status) => status is >= Lowest and <= Highest;
}
