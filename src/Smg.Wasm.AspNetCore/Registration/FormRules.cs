namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>How clients' JSON is read.</summary>
/// <param name="IsLenient">Whether it is read as smg reads it: unknown fields are ignored, body_policy is understood, and a list may be
/// empty.</param>
internal sealed record FormRules(bool IsLenient)
{
    /// <summary>Nothing is guessed: what is not known is an error.</summary>
    public static FormRules Strict { get; } = new(IsLenient: false);

    /// <summary>Takes the name of a field that is ignored.</summary>
    public Action<string> Ignored { get; init; } = _ => { };
}
