namespace Smg.Architecture.Tests;

/// <summary>A type that is not nested.</summary>
/// <param name="Assembly">The name of its assembly, without an extension.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Name">Its name.</param>
internal sealed record TypeName(string Assembly, string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}.{Name}";
}
