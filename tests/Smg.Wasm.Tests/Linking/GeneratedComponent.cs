using System.Text;

namespace Smg.Wasm.Tests.Linking;

/// <summary>
/// A component of a seed, as text: core modules that import functions, globals, memories, tables and tags of those before them, with
/// segments and start functions, and functions that use all of it. Each instance of a module has a probe, which the component exports: it
/// calls the module's functions and returns a number that depends on what they did and left.
/// </summary>
internal sealed class GeneratedComponent
{
    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _lifts = new();
    private readonly List<GeneratedModule> _modules = [];

    /// <summary>Makes the component of a seed.</summary>
    public GeneratedComponent(int seed)
    {
        _random = new Random(seed);
        int count = _random.Next(2, 6);
        _text.AppendLine("(type $r (resource (rep i32)))");
        _text.AppendLine("(core func $new (canon resource.new $r)) (core func $rep (canon resource.rep $r))");
        for (int i = 0; i < count; i++)
        {
            GeneratedModule module = new(_random, i, _modules);
            _modules.Add(module);
            _text.AppendLine(module.Text);
            AddInstance(module, $"$i{i}");
            if (_random.Next(12) == 0)
            {
                AddInstance(module, $"$again{i}");
            }
        }

        string inside = $"{_text}{_lifts}";
        Text = _random.Next(5) == 0 ? $"(component {Nest(inside)})" : $"(component {inside})";
        Calls = [.. Enumerable.Range(0, Probes * 2).Select(_ => $"probe{_random.Next(Probes)}")];
    }

    /// <summary>The component.</summary>
    public string Text { get; }

    /// <summary>How many probes it exports: <c>probe0</c> and so on.</summary>
    public int Probes { get; private set; }

    /// <summary>An order in which to call the probes.</summary>
    public IReadOnlyList<string> Calls { get; }

    private void AddInstance(GeneratedModule module, string name)
    {
        StringBuilder given = new("(with \"c\" (instance (export \"new\" (func $new)) (export \"rep\" (func $rep))))");
        foreach (GeneratedModule imported in module.ImportsOf)
        {
            string source = _random.Next(2) == 0 ? $"$i{imported.Number}" : Bundle(imported);
            given.Append($" (with \"m{imported.Number}\" (instance {source}))");
        }

        _text.AppendLine($"(core instance {name} (instantiate $m{module.Number} {given}))");
        string probe = $"probe{Probes++}";
        string lift = $"""(func $f-{probe} (export "{probe}") (result u64) (canon lift (core func {name} "probe")))""";

        // The lifts of most components follow all of their instances.
        (_random.Next(5) == 0 ? _text : _lifts).AppendLine(lift);
    }

    private static string Bundle(GeneratedModule module) =>
        string.Concat(module.Exports.Select(item => $"(export \"{item.Name}\" ({item.Kind} $i{module.Number} \"{item.Name}\"))"));

    private string Nest(string inside)
    {
        StringBuilder outer = new();
        outer.AppendLine($"(component $inner {inside}) (instance $n (instantiate $inner))");
        for (int i = 0; i < Probes; i++)
        {
            outer.AppendLine($"(export \"probe{i}\" (func $n \"probe{i}\"))");
        }

        return outer.ToString();
    }
}
