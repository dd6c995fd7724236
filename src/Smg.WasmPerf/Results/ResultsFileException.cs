namespace Smg.WasmPerf.Results;

/// <summary>A results file that cannot be read. The message is one line and names the file.</summary>
public sealed class ResultsFileException : Exception
{
    /// <summary>Makes an exception without its own message.</summary>
    public ResultsFileException() { }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">The error, in one line.</param>
    public ResultsFileException(string message)
        : base(message) { }

    /// <summary>Makes an exception with a message and its cause.</summary>
    /// <param name="message">The error, in one line.</param>
    /// <param name="innerException">What was thrown underneath.</param>
    public ResultsFileException(string message, Exception innerException)
        : base(message, innerException) { }
}
