using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;

namespace Smg.Gateway.Tests.Messages;

/// <summary>What modules made of a server's headers, against a plain model that looks at one name after the other.</summary>
public sealed class HeaderListTests
{
    private static readonly string[] Names = ["a", "A", "b", "x-long", "X-Long", "c", "D", "set-cookie"];

    /// <summary>Values as a server has them, one character for each byte: "Ã©" is é in UTF-8, "é" alone is invalid UTF-8.</summary>
    private static readonly string[] Wires = ["", "1", "22", "Ã©", "é", "tab\tinside"];

    private static readonly string[] Texts = ["", "1", "new", "€"];

    private static readonly Gen<string> Name = Gen.Int[0, Names.Length - 1].Select(i => Names[i]);
    private static readonly Gen<string> Wire = Gen.Int[0, Wires.Length - 1].Select(i => Wires[i]);
    private static readonly Gen<string> Text = Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]);

    private static readonly Gen<HeaderDictionary> Server = Gen.Select(Name, Wire.Array[1, 3])
        .Array[0, 6]
        .Select(all =>
        {
            HeaderDictionary headers = [];
            foreach ((string name, string[] values) in all)
            {
                headers[name] = values;
            }

            return headers;
        });

    private static readonly Gen<(int Kind, int Place, Header Header)[]> Edits = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 20],
        Gen.Select(Name, Text, (name, text) => new Header(name, text))
    ).Array[0, 5];

    [Fact]
    public void What_modules_changed_is_written_and_all_else_keeps_its_bytes() =>
        Gen.Select(Server, Edits)
            .Sample(
                (server, edits) =>
                {
                    List<Header> before = HeaderList.Read(server);
                    List<Header> after = Apply(edits, before);
                    Dictionary<string, StringValues> expected = Model(before, after, server);
                    HeaderList.Write(before, after, server);
                    return expected.Count == server.Count
                        && expected.All(one => server.TryGetValue(one.Key, out StringValues found) && found == one.Value);
                },
                iter: 20_000,
                threads: 1
            );

    [Fact]
    public void Names_that_are_new_keep_the_modules_order()
    {
        HeaderDictionary server = new() { ["k"] = "1", ["l"] = "2" };
        List<Header> before = HeaderList.Read(server);
        HeaderList.Write(before, [before[0], new("z", "1"), new("y", "2"), before[1], new("x", "3"), new("z", "4")], server);
        Assert.Equal(["k", "l", "z", "y", "x"], server.Keys);
        Assert.Equal(["1", "4"], server["z"].AsEnumerable());
    }

    private static List<Header> Apply((int Kind, int Place, Header Header)[] edits, List<Header> before)
    {
        List<Header> after = [.. before];
        foreach ((int kind, int place, Header header) in edits)
        {
            int at = place % (after.Count + 1);
            if (kind == 0 || at == after.Count)
            {
                after.Insert(at, header);
            }
            else if (kind == 1)
            {
                after.RemoveAt(at);
            }
            else
            {
                after[at] = kind == 2 ? header : after[at] with { Value = header.Value };
            }
        }

        return after;
    }

    private static Dictionary<string, StringValues> Model(List<Header> before, List<Header> after, HeaderDictionary server)
    {
        Dictionary<string, StringValues> expected = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in after.Select(header => header.Name).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            List<string> old = ValuesOf(name, before);
            List<string> changed = ValuesOf(name, after);
            expected[name] = changed
                .Select(value =>
                    old.FindIndex(one => ReferenceEquals(one, value)) is >= 0 and int i ? server[name][i] : HeaderText.Encode(value)
                )
                .ToArray();
            if (old.Count == changed.Count && old.Zip(changed).All(pair => ReferenceEquals(pair.First, pair.Second)))
            {
                expected[name] = server[name];
            }
        }

        return expected;
    }

    private static List<string> ValuesOf(string name, List<Header> headers) =>
        [.. headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
}
