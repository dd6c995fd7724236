using System.Text;
using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>The function types of modules that become one, each once.</summary>
internal sealed class MergedTypes
{
    private const byte FunctionType = 0x60;

    private readonly Dictionary<string, uint> _indices = [];
    private readonly List<uint> _parameters = [];
    private readonly ComponentWriter _types = new();

    /// <summary>The type section.</summary>
    public byte[] Section => new ComponentWriter().U32((uint)_indices.Count).Bytes(_types.Span).ToArray();

    /// <summary>Adds the types of a module.</summary>
    /// <returns>The index that each has now.</returns>
    /// <exception cref="InvalidDataException">One is not a plain type of functions.</exception>
    public uint[] Add(ReadOnlySpan<byte> section)
    {
        List<uint> indices = [];
        ComponentReader reader = new(section);
        for (uint n = reader.AtEnd ? 0 : reader.ReadU32(); n > 0; n--)
        {
            int start = reader.Position;
            Refuse.If(reader.ReadByte() != FunctionType, "a core module has a type that is not of a function");
            SkipPredefined(ref reader);
            SkipPredefined(ref reader);
            indices.Add(AddOne(section[start..reader.Position]));
        }

        return [.. indices];
    }

    /// <summary>Adds the type of functions that take and return nothing.</summary>
    public uint AddEmpty() => AddOne([FunctionType, 0, 0]);

    /// <summary>How many parameters functions of a type have.</summary>
    public uint Parameters(uint type) => _parameters[(int)type];

    /// <summary>Adds a type as a section has it.</summary>
    /// <returns>Its index.</returns>
    public uint AddOne(ReadOnlySpan<byte> type)
    {
        string key = Encoding.Latin1.GetString(type);
        if (!_indices.TryGetValue(key, out uint index))
        {
            index = (uint)_indices.Count;
            _indices.Add(key, index);
            _types.Bytes(type);
            ComponentReader reader = new(type[1..]);
            _parameters.Add(reader.ReadU32());
        }

        return index;
    }

    private static void SkipPredefined(ref ComponentReader reader)
    {
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            Refuse.If(!CoreSyntax.IsPredefined(reader.ReadByte()), "a core module has a function with values of an unknown type");
        }
    }
}
