namespace Smg.Wasm.Failures;

/// <summary>A guest's action is larger than the host takes.</summary>
/// <param name="message">One sentence for a log.</param>
internal sealed class OutputTooLargeException(string message) : Exception(message)
{
    /// <summary>A new body is too large.</summary>
    public static OutputTooLargeException NewBody(long bytes, int limit) =>
        new($"The new body has {bytes} bytes, more than the {limit} allowed.");
}
