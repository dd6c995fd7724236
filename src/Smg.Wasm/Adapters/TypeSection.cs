using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>The types that a section adds to a component, each once and under a name of the caller's choice.</summary>
/// <param name="firstIndex">The index of the first of them.</param>
internal sealed class TypeSection(uint firstIndex)
{
    private readonly ComponentWriter _definitions = new();
    private readonly Dictionary<string, uint> _indices = [];

    /// <summary>The index of a type that was added.</summary>
    public uint this[string name] => _indices[name];

    /// <summary>The section's body.</summary>
    public ComponentWriter Body => new ComponentWriter().U32((uint)_indices.Count).Bytes(_definitions.ToArray());

    /// <summary>Adds a type, unless one has the name.</summary>
    /// <returns>Its index.</returns>
    public uint Add(string name, byte[] definition)
    {
        if (!_indices.TryGetValue(name, out uint index))
        {
            index = firstIndex + (uint)_indices.Count;
            _indices.Add(name, index);
            _definitions.Bytes(definition);
        }

        return index;
    }
}
