namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>What kind of value a setting takes.</summary>
internal enum SettingKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A whole number of milliseconds, or a number with its unit, for instance 30s.</summary>
    Time,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A name out of a set, without regard to case.</summary>
    Choice,

    /// <summary>Texts or, where the setting has choices, names: as a list, or with commas between them.</summary>
    List,

    /// <summary>Texts by name.</summary>
    Pairs,

    /// <summary>Lists of texts by name.</summary>
    Lists,
}
