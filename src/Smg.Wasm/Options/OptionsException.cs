namespace Smg.Wasm.Options;

/// <summary>Thrown for invalid options. One exception lists every error.</summary>
public sealed class OptionsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errors">The errors, one sentence each.</param>
    public OptionsException(IReadOnlyList<string> errors)
        : base("The options cannot be used: " + string.Join("; ", errors) + ".") => Errors = errors;

    /// <summary>The errors, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; }
}
