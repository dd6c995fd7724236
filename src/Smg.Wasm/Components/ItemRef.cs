namespace Smg.Wasm.Components;

/// <summary>The sorts of a component's items, as the binary format numbers them.</summary>
internal enum ItemSort : byte
{
    Core = 0,
    Func = 1,
    Value = 2,
    Type = 3,
    Component = 4,
    Instance = 5,
}

/// <summary>An item by its sort and its index.</summary>
internal readonly record struct ItemRef(ItemSort Sort, uint Index);
