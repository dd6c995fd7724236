namespace Smg.Wasm.Components;

/// <summary>A canonical definition: a function that lifts or lowers another, or one that makes, drops or reads resources.</summary>
/// <param name="IsLift">Whether it lifts; else it defines a core function.</param>
/// <param name="Index">What it lifts or lowers, or the type of the resources.</param>
/// <param name="Options">How values cross; null for a function of resources.</param>
/// <param name="Type">The type of a lifted function.</param>
internal sealed record CanonDefinition(bool IsLift, uint Index, CanonOptions? Options, uint Type)
{
    /// <summary>Reads one definition of a section.</summary>
    /// <exception cref="InvalidDataException">It is of an unknown kind or form.</exception>
    public static CanonDefinition Read(ref ComponentReader reader)
    {
        byte kind = reader.ReadByte();
        if (kind is 2 or 3 or 4)
        {
            return new CanonDefinition(IsLift: false, reader.ReadU32(), Options: null, Type: 0);
        }

        if (kind is not (0 or 1))
        {
            throw new InvalidDataException($"it has a canonical function of the unknown kind {kind}");
        }

        Refuse.If(reader.ReadByte() != 0, "it has a canonical function of an unknown form");
        uint function = reader.ReadU32();
        CanonOptions options = CanonOptions.Read(ref reader);
        return new CanonDefinition(kind == 0, function, options, kind == 0 ? reader.ReadU32() : 0);
    }
}
