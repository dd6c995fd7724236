namespace Smg.Wasm.Failures;

/// <summary>
/// What is left of the bytes that the headers of one action, or the columns of one storage hook's answer, may have. It is used up before
/// host memory is taken for them.
/// </summary>
/// <param name="limit">Bytes of names and values, with <see cref="BytesPerItem"/> more for each header or column.</param>
/// <param name="subject">Whose bytes these are, as the beginning of a sentence.</param>
internal struct OutputBudget(int limit, string subject)
{
    /// <summary>What a header or a column costs besides its name and value, as HTTP/2 counts a list of headers.</summary>
    public const int BytesPerItem = 32;

    private long _left = limit;

    /// <summary>Counts so many headers, names to remove or columns, without their texts.</summary>
    /// <exception cref="OutputTooLargeException">They are more than what is left.</exception>
    public void SpendItems(int count) => Spend((long)count * BytesPerItem);

    /// <summary>Counts a name or a value of so many bytes of UTF-8.</summary>
    /// <exception cref="OutputTooLargeException">They are more than what is left.</exception>
    public void SpendText(int utf8Length) => Spend(utf8Length);

    private void Spend(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw new OutputTooLargeException(
                $"{subject} more than the {limit} bytes allowed, each counted with {BytesPerItem} more bytes."
            );
        }
    }
}
