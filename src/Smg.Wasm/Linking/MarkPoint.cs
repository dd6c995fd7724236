using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>Where code is added to a function that marks what the function writes.</summary>
/// <param name="Position">Before which byte of the function's locals and code.</param>
/// <param name="Kind">What is added.</param>
internal readonly record struct MarkPoint(int Position, MarkKind Kind)
{
    /// <summary>The local that holds the address that is marked.</summary>
    public uint Local { get; init; }

    /// <summary>What is added to the address.</summary>
    public uint Offset { get; init; }

    /// <summary>What is written at an address that no local holds.</summary>
    public CoreWrite Write { get; init; }
}

/// <summary>What is added to a function.</summary>
internal enum MarkKind
{
    /// <summary>A mark for the address in a local.</summary>
    Local,

    /// <summary>A mark for the address below the value on the stack, which both are kept in locals meanwhile.</summary>
    Address,

    /// <summary>Marks for the range on the stack, which is kept in locals meanwhile.</summary>
    Range,
}
