namespace Smg.Wasm.Wit;

/// <summary>The type of a field, a case, a parameter or a result.</summary>
internal abstract record WitValueType;

/// <summary>A number or a text: <c>u8</c>, <c>u16</c>, <c>u32</c>, <c>u64</c>, <c>bool</c>, <c>string</c>.</summary>
internal sealed record WitPrimitive(string Name) : WitValueType;

/// <summary>A list.</summary>
internal sealed record WitList(WitValueType Item) : WitValueType;

/// <summary>A value, or none.</summary>
internal sealed record WitOption(WitValueType Item) : WitValueType;

/// <summary>A type that an interface defines.</summary>
internal sealed record WitNamed(string Name) : WitValueType;
