using System.Text;

namespace Smg.Wasm.Wit;

/// <summary>
/// Writes a component that imports functions with the types of their WIT, in the text format: what a guest's functions are compared with.
/// Each interface that defines types is an instance that it imports.
/// </summary>
internal sealed class WitReference
{
    private readonly StringBuilder _instances = new();
    private readonly StringBuilder _functions = new();
    private readonly HashSet<string> _defined = [];

    /// <summary>Adds a function.</summary>
    /// <param name="package">Its package.</param>
    /// <param name="interfaceName">Its interface.</param>
    /// <param name="function">Its name, which no other function that is added has.</param>
    public WitReference Add(WitPackage package, string interfaceName, string function)
    {
        WitInterface at = package.Interface(interfaceName);
        foreach (WitInterface definer in at.Uses.Values.Distinct().Select(package.Interface).Append(at))
        {
            Define(package, definer);
        }

        WitFunction wanted = package.Function(interfaceName, function);
        _functions.Append($"\n(import \"{function}\" (func{Signature(wanted, Global)}))");
        return this;

        string Global(string name) =>
            $"${package.Name.Replace(':', '.')}.{(at.Uses.TryGetValue(name, out string? other) ? other : at.Name)}.{name}";
    }

    /// <inheritdoc/>
    public override string ToString() => $"(component{_instances}{_functions})";

    private void Define(WitPackage package, WitInterface at)
    {
        string instance = $"{package.Name.Replace(':', '.')}.{at.Name}";
        if (at.Definitions.Count == 0 || !_defined.Add(instance))
        {
            return;
        }

        _instances.Append($"\n(import \"{package.Name}/{at.Name}\" (instance ${instance}");
        foreach (WitDefinition definition in at.Definitions)
        {
            _instances.Append($"\n  (type $of-{definition.Name} {Definition(definition)})");
            _instances.Append($"\n  (export \"{definition.Name}\" (type ${definition.Name} (eq $of-{definition.Name})))");
        }

        _instances.Append("))");
        foreach (WitDefinition definition in at.Definitions)
        {
            _instances.Append($"\n(alias export ${instance} \"{definition.Name}\" (type ${instance}.{definition.Name}))");
        }
    }

    /// <summary>The parameters and the result of a function, a space before each.</summary>
    /// <param name="function">The function.</param>
    /// <param name="named">The identifier of a type, by its name.</param>
    public static string Signature(WitFunction function, Func<string, string> named)
    {
        IEnumerable<string> parameters = function.Parameters.Select(one => $" (param \"{one.Name}\" {Reference(one.Type!, named)})");
        return string.Concat(parameters) + (function.Result is null ? "" : $" (result {Reference(function.Result, named)})");
    }

    /// <summary>The definition of a type whose other types are known by their names.</summary>
    public static string Definition(WitDefinition definition)
    {
        IEnumerable<string> members = definition.Members.Select(member =>
            definition switch
            {
                WitRecord => $"(field \"{member.Name}\" {Reference(member.Type!, Local)})",
                WitVariant => member.Type is null
                    ? $"(case \"{member.Name}\")"
                    : $"(case \"{member.Name}\" {Reference(member.Type, Local)})",
                _ => $"\"{member.Name}\"",
            }
        );
        string kind = definition switch
        {
            WitRecord => "record",
            WitVariant => "variant",
            _ => "enum",
        };
        return $"({kind} {string.Join(' ', members)})";

        static string Local(string name) => "$" + name;
    }

    private static string Reference(WitValueType type, Func<string, string> named) =>
        type switch
        {
            WitPrimitive primitive => primitive.Name,
            WitList list => $"(list {Reference(list.Item, named)})",
            WitOption option => $"(option {Reference(option.Item, named)})",
            WitNamed name => named(name.Name),
            _ => throw new InvalidOperationException($"The type {type} is unknown."),
        };
}
