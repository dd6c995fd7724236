using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>The functions that a merged module defines, and their code.</summary>
/// <param name="imported">How many functions the module imports: those that it defines come behind them.</param>
/// <param name="code">Where their code goes.</param>
internal sealed class MergedFunctions(uint imported, MergedCode code)
{
    private readonly List<uint> _types = [];

    /// <summary>The function section.</summary>
    public byte[] Section => new ComponentWriter().Items(_types, (writer, type) => writer.U32(type)).ToArray();

    /// <summary>Adds the functions of a member.</summary>
    /// <exception cref="InvalidDataException">It has an unknown instruction, or names something that the module does not have.</exception>
    public void Add(MergeMember member)
    {
        _types.AddRange(member.Functions);
        code.Add(member);
    }

    /// <summary>Adds a function.</summary>
    /// <param name="type">Its merged type.</param>
    /// <param name="body">Its locals and code.</param>
    /// <returns>Its index.</returns>
    public uint Add(uint type, ReadOnlySpan<byte> body)
    {
        _types.Add(type);
        code.Add(body);
        return imported + (uint)_types.Count - 1;
    }
}
