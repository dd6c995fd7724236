using System.Text;

namespace Smg.Wasm.Tests.Linking;

/// <summary>A core module of a generated component, as text.</summary>
internal sealed class GeneratedModule
{
    private const string Binary = "(param i32 i32) (result i32)";
    private const string Wide = "(param i64) (result i64)";

    private readonly Random _random;
    private readonly StringBuilder _imports = new();
    private readonly StringBuilder _items = new();
    private readonly List<GeneratedItem> _known = [];
    private readonly List<GeneratedItem> _exports = [];
    private readonly HashSet<GeneratedModule> _importsOf = [];
    private readonly List<string> _passiveData = [];
    private readonly List<string> _passiveElements = [];
    private int _names;
    private int _calls;

    /// <summary>Makes a module.</summary>
    /// <param name="random">What it is drawn from.</param>
    /// <param name="number">Its place among the modules.</param>
    /// <param name="before">The modules that it can import from.</param>
    public GeneratedModule(Random random, int number, IReadOnlyList<GeneratedModule> before)
    {
        _random = random;
        Number = number;
        _imports.AppendLine($"(type $binary (func {Binary})) (type $wide (func {Wide}))");
        Import(before);
        Define();
        Text = $"(core module $m{number} {_imports}{_items})";
    }

    /// <summary>Its place among the modules.</summary>
    public int Number { get; }

    /// <summary>The module.</summary>
    public string Text { get; }

    /// <summary>The modules that it imports from.</summary>
    public IReadOnlyCollection<GeneratedModule> ImportsOf => _importsOf;

    /// <summary>What it exports.</summary>
    public IReadOnlyList<GeneratedItem> Exports => _exports;

    private bool OneIn(int count) => _random.Next(count) == 0;

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private List<GeneratedItem> Known(string kind, string type = "") =>
        [.. _known.Where(item => item.Kind == kind && item.Type.StartsWith(type, StringComparison.Ordinal))];

    private void Import(IReadOnlyList<GeneratedModule> before)
    {
        _imports.AppendLine(
            $"""(import "c" "new" (func $new (param i32) (result i32))) (import "c" "rep" (func $rep (param i32) (result i32)))"""
        );
        foreach (GeneratedModule module in before)
        {
            foreach (GeneratedItem item in module.Exports.Where(_ => !OneIn(3)))
            {
                GeneratedItem imported = item with { Name = $"$x{_names++}" };
                string type = item.Kind switch
                {
                    "func" => $"(type ${item.Type})",
                    "memory" => "0",
                    "table" => "0 funcref",
                    "tag" => "",
                    _ => item.Type.EndsWith("mut", StringComparison.Ordinal) ? $"(mut {item.Type[..3]})" : item.Type,
                };
                _imports.AppendLine($"(import \"m{module.Number}\" \"{item.Name}\" ({item.Kind} {imported.Name} {type}))");
                _known.Add(imported);
                _importsOf.Add(module);
                if (OneIn(6))
                {
                    Export(imported);
                }
            }
        }
    }

    private void Export(GeneratedItem item)
    {
        string name = $"e{_names++}";
        _items.AppendLine($"(export \"{name}\" ({item.Kind} {item.Name}))");
        _exports.Add(item with { Name = name });
    }

    private void Add(string kind, string type, Func<string, string> text)
    {
        string name = $"$d{_names++}";
        _items.AppendLine(text(name));
        GeneratedItem item = new(name, kind, type);
        _known.Add(item);
        if (!OneIn(4))
        {
            Export(item);
        }
    }

    private void Define()
    {
        if (Known("memory").Count == 0 || OneIn(4))
        {
            Add("memory", "", name => $"(memory {name} 1{(OneIn(2) ? " 3" : "")})");
        }

        if (Known("table").Count == 0 || OneIn(3))
        {
            Add("table", "", name => $"(table {name} {_random.Next(8, 12)} funcref)");
        }

        if (OneIn(2))
        {
            Add("tag", "", name => $"(tag {name})");
        }

        for (int i = _random.Next(4); i > 0; i--)
        {
            string type = OneIn(2) ? "i32" : "i64";
            bool isMutable = OneIn(2);
            Add(
                "global",
                isMutable ? $"{type} mut" : type,
                name => $"(global {name} {(isMutable ? $"(mut {type})" : type)} {Constant(type)})"
            );
        }

        AddData();
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            bool isBinary = !OneIn(3);
            _calls = 2;
            Add(
                "func",
                isBinary ? "binary" : "wide",
                name =>
                    isBinary
                        ? $"(func {name} (type $binary) {Statements(isBinary)} {Tail()} {Number32(3, isBinary)})"
                        : $"(func {name} (type $wide) {Statements(isBinary)} {Number64(3, isBinary)})"
            );
        }

        AddElements();
        AddProbe();
        if (OneIn(4))
        {
            _calls = 2;
            string init = _passiveElements.Count == 0 ? "" : Initialise();
            _items.AppendLine($"(func $start (local i32 i32) {Statements(true)} {init}) (start $start)");
        }
    }

    private string Initialise() =>
        $"(table.init {Any(Known("table")).Name} {Any(_passiveElements)} (i32.const {_random.Next(6)}) (i32.const 0) (i32.const 1))"
        + (OneIn(2) ? $"(elem.drop {Any(_passiveElements)})" : "");

    private string Constant(string type)
    {
        List<GeneratedItem> globals =
        [
            .. Known("global", type).Where(global => global.Type == type && global.Name.StartsWith("$x", StringComparison.Ordinal)),
        ];
        string number = $"({type}.const {_random.Next(-3, 40)})";
        return globals.Count == 0 || OneIn(3) ? number
            : OneIn(2) ? $"(global.get {Any(globals).Name})"
            : $"({type}.{Any(["add", "sub", "mul"])} (global.get {Any(globals).Name}) {number})";
    }

    /// <summary>Offsets are small, or known only when a global is, or, rarely, outside.</summary>
    private string Offset(int limit, int outside) =>
        OneIn(25) ? $"(i32.const {outside})"
        : OneIn(3) && Constant("i32") is var constant && constant.Contains("global", StringComparison.Ordinal) ? $"(offset {constant})"
        : $"(i32.const {_random.Next(limit)})";

    private void AddElements()
    {
        List<GeneratedItem> functions = Known("func");
        _items.AppendLine($"(elem declare func {string.Join(' ', functions.Select(function => function.Name))})");
        for (int i = _random.Next(3); i > 0; i--)
        {
            string elements = string.Join(' ', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Any(functions).Name));
            string name = $"$s{_names++}";
            if (OneIn(3))
            {
                _passiveElements.Add(name);
                _items.AppendLine($"(elem {name} func {elements})");
            }
            else if (OneIn(5))
            {
                string expressions = string.Concat(elements.Split(' ').Select(function => $"(ref.func {function})"));
                _items.AppendLine(
                    $"(elem {name} (table {Any(Known("table")).Name}) {Offset(6, 30)} funcref {expressions} (ref.null func))"
                );
            }
            else
            {
                _items.AppendLine($"(elem {name} (table {Any(Known("table")).Name}) {Offset(6, 30)} func {elements})");
            }
        }
    }

    private void AddData()
    {
        for (int i = _random.Next(3); i > 0; i--)
        {
            string name = $"$s{_names++}";
            string bytes = $"\"{(char)('a' + _random.Next(26))}\\{_random.Next(16):x2}{new string('z', _random.Next(6))}\"";
            if (OneIn(3))
            {
                _passiveData.Add(name);
                _items.AppendLine($"(data {name} {bytes})");
            }
            else
            {
                _items.AppendLine($"(data {name} (memory {Any(Known("memory")).Name}) {Offset(60, 65_534)} {bytes})");
            }
        }
    }

    private void AddProbe()
    {
        StringBuilder code = new();
        void Mix(string number) => code.AppendLine($"(local.set $h (i64.add (i64.mul (local.get $h) (i64.const 31)) {number}))");
        foreach (GeneratedItem function in Known("func").Where(function => function.Name.StartsWith("$d", StringComparison.Ordinal)))
        {
            Mix(
                function.Type == "binary"
                    ? $"(i64.extend_i32_u (call {function.Name} (i32.const {_random.Next(64)}) (i32.const {_random.Next(9)})))"
                    : $"(call {function.Name} (i64.const {_random.Next(64)}))"
            );
        }

        foreach (GeneratedItem global in Known("global"))
        {
            Mix(
                global.Type.StartsWith("i32", StringComparison.Ordinal)
                    ? $"(i64.extend_i32_u (global.get {global.Name}))"
                    : $"(global.get {global.Name})"
            );
        }

        foreach (GeneratedItem table in Known("table"))
        {
            Mix($"(i64.extend_i32_u (table.size {table.Name}))");
            for (int i = 0; i < 8; i++)
            {
                Mix($"(i64.extend_i32_u (ref.is_null (table.get {table.Name} (i32.const {i}))))");
            }
        }

        foreach (GeneratedItem memory in Known("memory"))
        {
            Mix($"(i64.extend_i32_u (memory.size {memory.Name}))");
            code.AppendLine("(local.set $a (i32.const 0)) (loop $next");
            Mix($"(i64.load {memory.Name} (local.get $a))");
            code.AppendLine(
                "(local.set $a (i32.add (local.get $a) (i32.const 8))) (br_if $next (i32.lt_u (local.get $a) (i32.const 128))))"
            );
        }

        _items.AppendLine($"(func (export \"probe\") (result i64) (local $h i64) (local $a i32) {code} (local.get $h))");
    }

    private string Statements(bool isBinary) => string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Statement(isBinary)));

    private string Statement(bool isBinary)
    {
        string Small() => $"(i32.and {Number32(2, isBinary)} (i32.const {Any(["3", "63", "65535", "131071"])}))";
        string memory = Any(Known("memory")).Name;
        string table = Any(Known("table")).Name;
        List<GeneratedItem> globals = [.. Known("global").Where(global => global.Type.EndsWith("mut", StringComparison.Ordinal))];
        switch (_random.Next(12))
        {
            case 0 or 1 when globals.Count > 0:
                GeneratedItem global = Any(globals);
                return $"(global.set {global.Name} {(global.Type[..3] == "i32" ? Number32(2, isBinary) : Number64(2, isBinary))})";
            case 2 or 3:
                return $"(i32.store{Any(["", "8", "16"])} {memory} offset={_random.Next(80)} {Small()} {Number32(2, isBinary)})";
            case 4:
                return $"(memory.fill {memory} (i32.and {Number32(1, isBinary)} (i32.const 63)) (i32.const {_random.Next(256)}) "
                    + $"(i32.const {_random.Next(9)}))";
            case 5:
                return $"(memory.copy {memory} {Any(Known("memory")).Name} (i32.const {_random.Next(64)}) (i32.const {_random.Next(64)}) "
                    + $"(i32.const {_random.Next(32)}))";
            case 6 when _passiveData.Count > 0:
                return $"(memory.init {memory} {Any(_passiveData)} (i32.const {_random.Next(60)}) (i32.const 0) "
                    + $"(i32.const {_random.Next(3)}))";
            case 7 when _passiveData.Count > 0:
                return $"(data.drop {Any(_passiveData)})";
            case 8 when Known("func").Count > 0:
                string value = OneIn(3) ? "(ref.null func)" : $"(ref.func {Any(Known("func")).Name})";
                return $"(table.set {table} (i32.const {_random.Next(9)}) {value})";
            case 9:
                return $"(table.copy {table} {Any(Known("table")).Name} (i32.const {_random.Next(4)}) (i32.const {_random.Next(4)}) "
                    + $"(i32.const {_random.Next(4)}))";
            case 10 when Known("tag") is { Count: > 0 } tags:
                return $"(block $caught (try_table (catch {Any(tags).Name} $caught) (throw {Any(tags).Name})))";
            case 11:
                return $"(f64.store {memory} (i32.const {_random.Next(64)}) (f64.convert_i32_s {Number32(1, isBinary)}))";
            default:
                return $"(drop {Number32(2, isBinary)})";
        }
    }

    /// <summary>A call in place of what follows, rarely.</summary>
    private string Tail() =>
        OneIn(6) && _calls-- > 0 && Known("func", "binary") is { Count: > 0 } functions
            ? $"(if (i32.eq (local.get 0) (i32.const 3)) (then (return_call {Any(functions).Name} (i32.const 1) (local.get 1))))"
            : "";

    private string Number32(int depth, bool isBinary)
    {
        string Deeper() => Number32(depth - 1, isBinary);
        string memory = Any(Known("memory")).Name;
        string table = Any(Known("table")).Name;
        List<GeneratedItem> functions = Known("func", "binary");
        List<GeneratedItem> globals = Known("global", "i32");
        return _random.Next(depth <= 0 ? 3 : 15) switch
        {
            0 => $"(i32.const {_random.Next(-200, 70_000)})",
            1 when isBinary => $"(local.get {_random.Next(2)})",
            2 when globals.Count > 0 => $"(global.get {Any(globals).Name})",
            3 or 4 => $"(i32.{Any(["add", "xor", "mul", "rotl", "lt_u"])} {Deeper()} {Deeper()})",
            5 => $"(i32.load{Any(["", "8_u", "16_s"])} {memory} offset={_random.Next(200)} (i32.and {Deeper()} "
                + $"(i32.const {Any(["127", "65535"])})))",
            6 when functions.Count > 0 && _calls-- > 0 => $"(call {Any(functions).Name} {Deeper()} {Deeper()})",
            7 when _calls-- > 0 => $"(call_indirect {table} (type $binary) {Deeper()} (i32.const 2) (i32.and {Deeper()} (i32.const 7)))",
            8 => $"(memory.size {memory})",
            9 when OneIn(3) => $"(memory.grow {memory} (i32.and {Deeper()} (i32.const 1)))",
            10 => $"(if (result i32) (i32.and {Deeper()} (i32.const 1)) (then {Deeper()}) (else {Deeper()}))",
            11 => $"(i32.wrap_i64 {Number64(depth - 1, isBinary)})",
            12 => $"(i32x4.extract_lane 1 (i32x4.add (i32x4.splat {Deeper()}) (v128.load {memory} (i32.const {_random.Next(100)}))))",
            13 when OneIn(2) => $"(call $new {Deeper()})",
            14 => $"(select (result i32) {Deeper()} {Deeper()} {Deeper()})",
            _ => "(i32.const 7)",
        };
    }

    private string Number64(int depth, bool isBinary)
    {
        string Deeper() => Number64(depth - 1, isBinary);
        List<GeneratedItem> functions = Known("func", "wide");
        List<GeneratedItem> globals = Known("global", "i64");
        return _random.Next(depth <= 0 ? 2 : 7) switch
        {
            0 when !isBinary => "(local.get 0)",
            1 when globals.Count > 0 => $"(global.get {Any(globals).Name})",
            2 => $"(i64.{Any(["add", "xor", "mul", "sub"])} {Deeper()} {Deeper()})",
            3 => $"(i64.extend_i32_s {Number32(depth - 1, isBinary)})",
            4 => $"(i64.load {Any(Known("memory")).Name} (i32.const {_random.Next(90)}))",
            5 when functions.Count > 0 && _calls-- > 0 => $"(call {Any(functions).Name} {Deeper()})",
            6 when functions.Count > 0 && _calls-- > 0 => $"(call_ref $wide {Deeper()} (ref.func {Any(functions).Name}))",
            _ => $"(i64.const {_random.NextInt64(-1L << 40, 1L << 40)})",
        };
    }
}

/// <summary>Something that a generated module defines, imports or exports.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is, as the text format says it.</param>
/// <param name="Type">Its type, for functions and globals.</param>
internal sealed record GeneratedItem(string Name, string Kind, string Type);
