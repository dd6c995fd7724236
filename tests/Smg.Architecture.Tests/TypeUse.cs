namespace Smg.Architecture.Tests;

/// <summary>A reference of one type to another, in a signature, an attribute or a method's body.</summary>
/// <param name="User">The type that refers; a nested type, a lambda and a state machine count as the type around them.</param>
/// <param name="Used">The type referred to.</param>
internal sealed record TypeUse(TypeName User, TypeName Used)
{
    /// <inheritdoc/>
    public override string ToString() => $"{User} uses {Used}";
}
