namespace Smg.Wasm.Components;

/// <summary>What an index of a core module counts. The first five are numbered as imports and exports number them.</summary>
internal enum CoreSpace : byte
{
    Function = 0,
    Table = 1,
    Memory = 2,
    Global = 3,
    Tag = 4,
    Type = 5,
    Element = 6,
    Data = 7,
}
