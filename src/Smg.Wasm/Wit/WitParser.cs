using System.Text.RegularExpressions;

namespace Smg.Wasm.Wit;

/// <summary>
/// Reads the part of the WIT language that the contract is written in: records, variants, enums, lists, options, and functions over them.
/// </summary>
internal sealed partial class WitParser
{
    private readonly List<string> _words;
    private int _at;

    private WitParser(string text) => _words = [.. Words().Matches(Comments().Replace(text, "")).Select(match => match.Value)];

    /// <summary>Reads a package.</summary>
    /// <exception cref="InvalidDataException">The text is something else.</exception>
    public static (string Name, Dictionary<string, WitInterface> Interfaces) Parse(string text)
    {
        WitParser parser = new(text);
        parser.Expect("package");
        string name = parser.Next();
        parser.Expect(";");
        Dictionary<string, WitInterface> interfaces = [];
        while (parser._at < parser._words.Count)
        {
            switch (parser.Next())
            {
                case "interface":
                    WitInterface read = parser.ReadInterface();
                    interfaces.Add(read.Name, read);
                    break;
                case "world":
                    parser.SkipWorld();
                    break;
                case var other:
                    throw Unexpected(other);
            }
        }

        return (name, interfaces);
    }

    private WitInterface ReadInterface()
    {
        WitInterface result = new(Next());
        Expect("{");
        while (!TryTake("}"))
        {
            string word = Next();
            switch (word)
            {
                case "use":
                    ReadUse(result);
                    break;
                case "record":
                    result.Definitions.Add(new WitRecord(Next(), ReadList("{", "}", ReadField)));
                    break;
                case "variant":
                    result.Definitions.Add(new WitVariant(Next(), ReadList("{", "}", ReadCase)));
                    break;
                case "enum":
                    result.Definitions.Add(new WitEnum(Next(), ReadList("{", "}", ReadCase)));
                    break;
                default:
                    result.Functions.Add(ReadFunction(word));
                    break;
            }
        }

        return result;
    }

    private void ReadUse(WitInterface user)
    {
        string other = Next();
        Expect(".");
        foreach (WitMember name in ReadList("{", "}", ReadCase))
        {
            user.Uses.Add(name.Name, other);
        }

        Expect(";");
    }

    private WitFunction ReadFunction(string name)
    {
        Expect(":");
        Expect("func");
        IReadOnlyList<WitMember> parameters = ReadList("(", ")", ReadField);
        WitValueType? result = TryTake("->") ? ReadType() : null;
        Expect(";");
        return new WitFunction(name, parameters, result);
    }

    private WitMember ReadField()
    {
        string name = Next();
        Expect(":");
        return new WitMember(name, ReadType());
    }

    private WitMember ReadCase()
    {
        string name = Next();
        if (!TryTake("("))
        {
            return new WitMember(name, Type: null);
        }

        WitValueType type = ReadType();
        Expect(")");
        return new WitMember(name, type);
    }

    private WitValueType ReadType() =>
        Next() switch
        {
            "list" => new WitList(ReadItem()),
            "option" => new WitOption(ReadItem()),
            var name when name is "u8" or "u16" or "u32" or "u64" or "bool" or "string" => new WitPrimitive(name),
            var name => new WitNamed(name),
        };

    private WitValueType ReadItem()
    {
        Expect("<");
        WitValueType item = ReadType();
        Expect(">");
        return item;
    }

    private List<WitMember> ReadList(string open, string close, Func<WitMember> read)
    {
        List<WitMember> members = [];
        Expect(open);
        while (!TryTake(close))
        {
            members.Add(read());
            if (!TryTake(","))
            {
                Expect(close);
                break;
            }
        }

        return members;
    }

    private void SkipWorld()
    {
        while (Next() != "}") { }
    }

    private string Next() => _at < _words.Count ? _words[_at++] : throw new InvalidDataException("The WIT text ends too early.");

    private bool TryTake(string word)
    {
        bool isNext = _at < _words.Count && _words[_at] == word;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private void Expect(string word)
    {
        if (Next() is var found && found != word)
        {
            throw Unexpected(found);
        }
    }

    private static InvalidDataException Unexpected(string word) => new($"The WIT text has an unexpected '{word}'.");

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex Comments();

    [GeneratedRegex("[a-z][a-z0-9-]*(:[a-z][a-z0-9-]*)?|->|[^\\s]")]
    private static partial Regex Words();
}
