namespace Smg.Wasm.Options;

/// <summary>Kinds of values of options.</summary>
public enum OptionKind
{
    /// <summary>A whole number within bounds, in a unit.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>One of a set of names, case-insensitive.</summary>
    Choice,

    /// <summary>A text.</summary>
    Text,
}
