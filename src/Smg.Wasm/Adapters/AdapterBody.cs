namespace Smg.Wasm.Adapters;

/// <summary>How a body that is not text reaches the adapter: seven bits of each byte as text, the eighth bits in words.</summary>
internal static class AdapterBody
{
    /// <summary>
    /// Words of eighth bits that one call takes: a function has at most 16 flat parameters, and one is the stretch's place.
    /// </summary>
    public const int WordsPerCall = 15;

    /// <summary>Bytes of a body whose eighth bits one word holds.</summary>
    public const int BytesPerWord = 64;

    /// <summary>
    /// Eight bits become the highest bits of eight bytes: a copy of the eight to each byte, of which each keeps another, and carries it up.
    /// </summary>
    public const string Spread = """
        (func $spread (param $bits i64) (result i64)
          (i64.and
            (i64.add
              (i64.and (i64.mul (i64.and (local.get $bits) (i64.const 0xff)) (i64.const 0x0101010101010101)) (i64.const 0x8040201008040201))
              (i64.const 0x7f7f7f7f7f7f7f7f))
            (i64.const 0x8080808080808080)))
        """;

    /// <summary>Words that a body of so many bytes needs.</summary>
    public static int Words(int bytes) => (int)(((long)bytes + BytesPerWord - 1) / BytesPerWord);
}
