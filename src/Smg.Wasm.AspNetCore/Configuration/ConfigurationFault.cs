namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>What is wrong with a setting.</summary>
/// <param name="Key">Its key, with colons between its parts.</param>
/// <param name="What">What is wrong: a sentence without its subject, which is the key, and without a full stop.</param>
internal sealed record ConfigurationFault(string Key, string What)
{
    /// <summary>The fault of a key below another.</summary>
    public ConfigurationFault Below(string section) => this with { Key = $"{section}:{Key}" };

    /// <summary>The sentence for those who set properties in code.</summary>
    public string OfProperty() => $"{Key.Replace(':', '.')} {What}";

    /// <inheritdoc/>
    public override string ToString() => $"{Key} {What}";
}
