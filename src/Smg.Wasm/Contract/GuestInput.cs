namespace Smg.Wasm.Contract;

/// <summary>
/// Argument of a call: a <see cref="MiddlewareInput"/> or a <see cref="StorageInput"/>. Queue, workers and limits depend on this type
/// alone.
/// </summary>
public abstract record GuestInput
{
    private protected GuestInput() { }

    /// <summary>
    /// Bytes of its body, or of its payload and result: what the guest needs of memory depends on it. Null where nobody learns that need.
    /// </summary>
    internal virtual int? BodyBytes => null;

    /// <summary>What makes it impossible to call any module with it, as a sentence; null when nothing does.</summary>
    internal abstract string? FindFault();

    /// <summary>
    /// Which part of it is larger than a limit, as a sentence; null when none is. It reads none of the caller's lists and takes what is
    /// null for empty.
    /// </summary>
    internal abstract string? FindExcess(int maxBodyBytes);
}
