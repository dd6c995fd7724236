namespace Smg.Wasm.Wit;

/// <summary>A field of a record, a case of a variant or an enum, or a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type; null for a case without a payload.</param>
internal sealed record WitMember(string Name, WitValueType? Type);

/// <summary>A type that an interface defines.</summary>
internal abstract record WitDefinition(string Name, IReadOnlyList<WitMember> Members);

/// <summary>A record with its fields.</summary>
internal sealed record WitRecord(string Name, IReadOnlyList<WitMember> Members) : WitDefinition(Name, Members);

/// <summary>A variant with its cases.</summary>
internal sealed record WitVariant(string Name, IReadOnlyList<WitMember> Members) : WitDefinition(Name, Members);

/// <summary>An enum with its cases.</summary>
internal sealed record WitEnum(string Name, IReadOnlyList<WitMember> Members) : WitDefinition(Name, Members);
