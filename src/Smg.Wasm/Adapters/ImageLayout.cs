namespace Smg.Wasm.Adapters;

/// <summary>
/// Where things are in the memory images that the host and the adapter exchange. Pointers are addresses in the adapter's memory.
/// In an incoming image every number is four bytes of seven bits; so it is in a storage hook's answer; an action is laid out as the
/// component model's canonical ABI lays it out.
/// </summary>
internal static class ImageLayout
{
    /// <summary>
    /// Where the adapter's allocator puts its first block: the incoming image. Below it the adapter keeps its own values.
    /// </summary>
    public const int Base = 1024;

    /// <summary>Address and length, 32 bits each.</summary>
    public const int PointerBytes = 8;

    /// <summary>
    /// Method, path, query, headers, body, request id: a pointer each; the time as three numbers of 28, 28 and 8 bits; one number unused.
    /// </summary>
    public const int RequestBytes = 64;

    /// <summary>Status, one number unused; headers, body: a pointer each; two numbers unused.</summary>
    public const int ResponseBytes = 32;

    /// <summary>A header: name and value.</summary>
    public const int HeaderBytes = 2 * PointerBytes;

    /// <summary>An operation before it is made: its number, one number unused; context, payload: a pointer each.</summary>
    public const int BeforeBytes = 24;

    /// <summary>An operation after it was made: as before, with result and extra columns: a pointer each.</summary>
    public const int AfterBytes = 40;

    /// <summary>An entry of the context or an extra column: two texts.</summary>
    public const int PairBytes = 2 * PointerBytes;

    /// <summary>A storage hook's answer: its case, then address and count of columns, or address and length of a reason.</summary>
    public const int AnswerBytes = 12;

    /// <summary>An action with its largest case.</summary>
    public const int ActionBytes = 44;

    /// <summary>Where an action's payload begins.</summary>
    public const int Payload = 4;

    /// <summary>Where the adapter puts the action, or the answer: behind the incoming image, aligned to 8.</summary>
    public static int ActionAddress(int imageBytes) => (Base + imageBytes + 7) & ~7;
}
