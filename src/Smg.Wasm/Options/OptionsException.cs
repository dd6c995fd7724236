namespace Smg.Wasm.Options;

/// <summary>Options that cannot be used. One exception names everything that is wrong.</summary>
public sealed class OptionsException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errors">One sentence for each wrong field.</param>
    public OptionsException(IReadOnlyList<string> errors)
        : base("The options cannot be used: " + string.Join("; ", errors) + ".") => Errors = errors;

    /// <summary>One sentence for each wrong field.</summary>
    public IReadOnlyList<string> Errors { get; }
}
