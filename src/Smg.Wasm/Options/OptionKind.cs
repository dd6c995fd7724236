namespace Smg.Wasm.Options;

/// <summary>What kind of value an option takes.</summary>
public enum OptionKind
{
    /// <summary>A whole number within bounds, in a unit.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A name out of a set, without regard to case.</summary>
    Choice,

    /// <summary>A text.</summary>
    Text,
}
