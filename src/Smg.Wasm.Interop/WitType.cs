using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>A part of a type: a record's field, a variant's case, a parameter, or what a list consists of.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Type">Its type; null where it has none, as for a case without a payload.</param>
public readonly record struct WitPart(string Name, WitType? Type);

/// <summary>
/// A type of the component model by its structure. Two types of the same structure are one type; of a resource only that it is one is
/// known.
/// </summary>
/// <param name="Keyword">What it is, as WIT says it: <c>u16</c>, <c>record</c>, <c>list</c>; <c>own</c> and <c>borrow</c> for
/// handles.</param>
/// <param name="Parts">What it consists of, in order; empty for what has no parts.</param>
public sealed record WitType(string Keyword, IReadOnlyList<WitPart> Parts)
{
    /// <summary>What a type becomes that is too large to be read whole: no type of the WIT's is.</summary>
    internal static WitType TooLarge { get; } = new("a type too large to show", []);

    /// <summary>What is different here from the type that is wanted.</summary>
    /// <param name="wanted">The type that is wanted.</param>
    /// <param name="place">Where this type is, as the beginning of a sentence.</param>
    /// <returns>A sentence without its full stop; null where nothing differs.</returns>
    public string? FindDifference(WitType wanted, string place)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (Keyword != wanted.Keyword)
        {
            return $"{place} is {Describe(this)}, expected {Describe(wanted)}";
        }

        string noun = Keyword switch
        {
            "record" or "flags" => "field",
            "variant" or "enum" => "case",
            _ => "",
        };
        for (int i = 0; i < Math.Min(Parts.Count, wanted.Parts.Count); i++)
        {
            if (FindDifference(i, wanted.Parts[i], place, noun) is { } difference)
            {
                return difference;
            }
        }

        return Parts.Count == wanted.Parts.Count ? null
            : noun.Length == 0 ? $"{place} is {Describe(this)}, expected {Describe(wanted)}"
            : Parts.Count < wanted.Parts.Count ? $"{place} lacks the {noun} '{wanted.Parts[Parts.Count].Name}'"
            : $"{place} has the unexpected {noun} '{EchoedText.Name(Parts[wanted.Parts.Count].Name)}'";
    }

    /// <summary>The type as WIT writes it, on one line.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Keyword);
        if (Parts.Count == 0)
        {
            return Keyword;
        }

        bool isNamed = Keyword is "record" or "variant" or "enum" or "flags";
        text.Append(isNamed ? '{' : '<');
        for (int i = 0; i < Parts.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Describe(Parts[i]));
        }

        return text.Append(isNamed ? '}' : '>').ToString();
    }

    private string? FindDifference(int index, WitPart wanted, string place, string noun)
    {
        WitPart found = Parts[index];
        if (noun.Length > 0 && found.Name != wanted.Name)
        {
            return $"{noun} {index + 1} of {place} is '{EchoedText.Name(found.Name)}', expected '{wanted.Name}'";
        }

        string part =
            noun.Length > 0
                ? $"{noun} '{wanted.Name}' of {place}"
                : $"{(Parts.Count == 1 ? "the value" : $"value {index + 1}")} of {place}";
        return (found.Type, wanted.Type) switch
        {
            (null, null) => null,
            (null, { } type) => $"{part} has no value, expected {Describe(type)}",
            ({ } type, null) => $"{part} has a value, {Describe(type)}, expected none",
            ({ } type, { } wantedType) => type.FindDifference(wantedType, part),
        };
    }

    private string Describe(WitPart part) =>
        (Keyword, part) switch
        {
            ("record", _) => $"{part.Name}: {part.Type}",
            ("variant", { Type: { } payload }) => $"{part.Name}({payload})",
            ("variant" or "enum" or "flags", _) => part.Name,
            (_, { Type: { } type }) => type.ToString(),
            _ => "_",
        };

    private static string Describe(WitType type) => EchoedText.Name(type.ToString());
}
