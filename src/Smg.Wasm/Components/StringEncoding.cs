namespace Smg.Wasm.Components;

/// <summary>How a guest's memory holds text, as the canonical options number it.</summary>
internal enum StringEncoding : byte
{
    /// <summary>UTF-8.</summary>
    Utf8 = 0,

    /// <summary>UTF-16.</summary>
    Utf16 = 1,

    /// <summary>Latin-1 where every character fits, UTF-16 otherwise.</summary>
    Latin1OrUtf16 = 2,
}
