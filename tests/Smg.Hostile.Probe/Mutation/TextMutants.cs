using Smg.Wasm.Fixtures;

namespace Smg.Hostile.Probe.Mutation;

/// <summary>Guests written as text with random behaviour: what they return, how they allocate, which types their functions have.</summary>
internal static class TextMutants
{
    private static readonly string[] Values =
    [
        "0",
        "1",
        "2",
        "3",
        "16",
        "17",
        "100",
        "418",
        "4096",
        "65532",
        "65535",
        "65536",
        "65537",
        "0x100000",
        "0x7fffff00",
        "0x7fffffff",
        "0x80000000",
        "-1",
        "-8",
    ];

    private static readonly string[] Reallocs =
    [
        "unreachable",
        "(i32.const 0)",
        "(i32.const 1)",
        "(i32.const 65535)",
        "(i32.const -1)",
        "(i32.const 0x7ffffff0)",
        "(local.get 3)",
        "(local.get 0)",
        "(drop (memory.grow (local.get 3))) (i32.const 65536)",
        "(loop $again (br $again)) unreachable",
        "(call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3))",
    ];

    private static readonly string[] Memories =
    [
        """(memory (export "memory") 0)""",
        """(memory (export "memory") 1 1)""",
        """(memory (export "memory") 2)""",
        """(memory (export "memory") 300)""",
        """(memory (export "memory") 65536)""",
        """(memory (export "memory") i64 1)""",
        """(memory (export "memory") 1) (memory 1) (memory 1)""",
    ];

    private static readonly string[] Cores =
    [
        "(func $s unreachable) (start $s)",
        "(func $s (loop $again (br $again))) (start $s)",
        "(table 10000000 funcref)",
        "(table 1 externref)",
        "(func $s (call $s)) (start $s)",
        """(data (i32.const 16) "\02\00\00\00\01\09")""",
        """(data (i32.const 65535) "ab")""",
        "(tag)",
        "(func (param v128))",
        """(import "a" "b" (func))""",
        "(type $r (struct (field i32)))",
        "(elem func $realloc)",
        "(global (mut i64) (i64.const 1))",
    ];

    private static readonly string[] Types =
    [
        "string",
        "u8",
        "u16",
        "u64",
        "f64",
        "char",
        "bool",
        "$bytes",
        "$headers",
        "(option u8)",
        "(tuple u8 u8)",
        "(list string)",
        "(stream u8)",
        "(future u8)",
        "error-context",
    ];

    private static readonly (string Old, string New)[] Replacements =
    [
        ("string-encoding", "async"),
        ("(memory (core memory $i \"memory\"))", ""),
        ("(realloc (core func $i \"realloc\"))", ""),
        ("(realloc (core func $i \"realloc\"))", "(realloc (core func $i \"realloc\")) string-encoding=utf16"),
        ("(realloc (core func $i \"realloc\"))", "(realloc (core func $i \"realloc\")) string-encoding=latin1+utf16"),
        ("(realloc (core func $i \"realloc\"))", "(realloc (core func $i \"realloc\")) async"),
        ("(param \"req\" $request)", "(param \"req\" $action)"),
        ("(result $before-result)", "(result (list $column))"),
        ("(result $action)", "(result $request)"),
        ("(result $action)", ""),
        ("smg:gateway/middleware-types", "smg:gateway/middleware-types@0.2.0"),
        ("\"on-request\" (func", "\"on-requests\" (func"),
    ];

    /// <summary>A random guest.</summary>
    /// <returns>Null when the text does not parse.</returns>
    public static byte[]? TryMake(Random random)
    {
        string text = random.Next(4) == 0 ? MakeHook(random) : MakeGuest(random);
        if (random.Next(4) == 0)
        {
            (string old, string replacement) = Replacements[random.Next(Replacements.Length)];
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }

        if (random.Next(6) == 0)
        {
            text = ReplaceOne(text, Pick(["string", "u16", "u64", "$bytes", "$headers", "$column"], random), Pick(Types, random), random);
        }

        return WatGuest.TryParse(text);
    }

    private static string MakeGuest(Random random)
    {
        WatGuest guest = new() { OnRequest = Body(random) };
        if (random.Next(2) == 0)
        {
            guest = guest with { OnResponse = Body(random) };
        }

        for (int i = random.Next(3); i > 0; i--)
        {
            guest = random.Next(5) switch
            {
                0 => guest with { Realloc = Pick(Reallocs, random) },
                1 => guest with { Memory = Pick(Memories, random) },
                2 => guest with { Core = Pick(Cores, random) },
                3 => guest with
                {
                    PostReturn = Pick(
                        ["", "unreachable", "(call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0)) drop"],
                        random
                    ),
                },
                _ => guest,
            };
        }

        return guest.ToText();
    }

    private static string MakeHook(Random random)
    {
        StorageGuest guest = new() { Before = Body(random), After = random.Next(4) == 0 ? null : Body(random) };
        for (int i = random.Next(3); i > 0; i--)
        {
            guest = random.Next(4) switch
            {
                0 => guest with { Realloc = Pick(Reallocs, random) },
                1 => guest with { Memory = Pick(Memories, random) },
                2 => guest with { Core = Pick(Cores, random) },
                _ => guest,
            };
        }

        return guest.ToText();
    }

    /// <summary>Random stores where the action is, then its address, mostly the right one.</summary>
    private static string Body(Random random)
    {
        List<string> stores = [$"(i32.store8 (i32.const 16) (i32.const {random.Next(4)}))"];
        for (int i = random.Next(8); i > 0; i--)
        {
            string address =
                random.Next(4) == 0
                    ? Pick(Values, random)
                    : (16 + random.Next(48)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            string width = Pick(["i32.store8", "i32.store16", "i32.store"], random);
            string value = random.Next(3) == 0 ? $"(local.get {random.Next(3)})" : $"(i32.const {Pick(Values, random)})";
            stores.Add($"({width} (i32.const {address}) {value})");
        }

        string result = random.Next(6) == 0 ? Pick(Values, random) : "16";
        return $"{string.Join(' ', stores)} (i32.const {result})";
    }

    private static string ReplaceOne(string text, string old, string replacement, Random random)
    {
        string[] parts = text.Split(old);
        if (parts.Length == 1)
        {
            return text;
        }

        int at = random.Next(1, parts.Length);
        return string.Join(old, parts[..at]) + replacement + string.Join(old, parts[at..]);
    }

    private static string Pick(string[] choices, Random random) => choices[random.Next(choices.Length)];
}
