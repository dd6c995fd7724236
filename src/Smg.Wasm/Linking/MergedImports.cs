using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>What a merged module still imports, each once.</summary>
internal sealed class MergedImports
{
    private readonly Dictionary<(CoreSource Source, string Type), uint> _indices = [];
    private readonly List<CoreSource> _sources = [];
    private readonly uint[] _counts = new uint[CoreSource.Spaces];
    private readonly ComponentWriter _entries = new();
    private readonly List<uint> _functionTypes = [];

    /// <summary>Where each comes from, in the order of the section; the name of each is its place in it.</summary>
    public IReadOnlyList<CoreSource> Sources => _sources;

    /// <summary>The import section.</summary>
    public byte[] Section => new ComponentWriter().U32((uint)_sources.Count).Bytes(_entries.Span).ToArray();

    /// <summary>The name of an import, the first part of which is empty.</summary>
    public static string Name(int place) => place.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The merged types of the functions among them, in order.</summary>
    public IReadOnlyList<uint> FunctionTypes => _functionTypes;

    /// <summary>How many of a kind are imported.</summary>
    public uint Count(CoreSpace space) => (int)space < CoreSource.Spaces ? _counts[(int)space] : 0;

    /// <summary>Adds an import.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="type">Its type with merged indices.</param>
    /// <returns>Its index.</returns>
    public uint Add(CoreSource source, ReadOnlySpan<byte> type)
    {
        (CoreSource, string) key = (source, Convert.ToHexString(type));
        if (!_indices.TryGetValue(key, out uint index))
        {
            index = _counts[(int)source.Space]++;
            _indices.Add(key, index);
            _entries.Name("").Name(Name(_sources.Count)).Byte((byte)source.Space).Bytes(type);
            _sources.Add(source);
            if (source.Space == CoreSpace.Function)
            {
                _functionTypes.Add(new ComponentReader(type).ReadU32());
            }
        }

        return index;
    }
}
