using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>What is left of the bytes that the headers of one action may have. It is used up before host memory is taken for them.</summary>
/// <param name="limit">Bytes of names and values, with <see cref="BytesPerHeader"/> more for each header.</param>
internal struct HeaderBudget(int limit)
{
    /// <summary>What a header costs besides its name and value, as HTTP/2 counts a list of headers.</summary>
    public const int BytesPerHeader = 32;

    private long _left = limit;

    /// <summary>Counts so many headers, or names to remove, without their texts.</summary>
    /// <exception cref="OutputTooLargeException">They are more than what is left.</exception>
    public void SpendHeaders(int count) => Spend((long)count * BytesPerHeader);

    /// <summary>Counts a name or a value of so many bytes of UTF-8.</summary>
    /// <exception cref="OutputTooLargeException">They are more than what is left.</exception>
    public void SpendText(int utf8Length) => Spend(utf8Length);

    private void Spend(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw new OutputTooLargeException($"The action's headers have more than the {limit} bytes allowed, each counted with {BytesPerHeader} bytes of its own.");
        }
    }
}
