namespace Smg.Wasm.Bridge;

/// <summary>How a body that is not text reaches the adapter: seven bits of each byte as text, the eighth bits in words.</summary>
internal static class AdapterBody
{
    /// <summary>Words of eighth bits that one call takes: a function has at most 16 flat parameters, and one is the stretch's place.</summary>
    public const int WordsPerCall = 15;

    /// <summary>Bytes of a body whose eighth bits one word holds.</summary>
    public const int BytesPerWord = 64;

    /// <summary>Words that a body of so many bytes needs.</summary>
    public static int Words(int bytes) => (int)(((long)bytes + BytesPerWord - 1) / BytesPerWord);
}
