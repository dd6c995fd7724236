using System.Reflection;

namespace Smg.Architecture.Tests;

/// <summary>The types in the public members of some types.</summary>
/// <param name="types">The types; those that are not public do not count.</param>
internal sealed class PublicSignatures(IEnumerable<Type> types)
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly Type[] _types = [.. types.Where(type => type.IsVisible)];

    /// <summary>Members that ask for a value that a caller can neither make nor get, as <c>Type.Member asks for Type</c>.</summary>
    public IEnumerable<string> AskForTheUnobtainable() =>
        from type in _types
        from method in Callables(type)
        from asked in method.GetParameters().SelectMany(parameter => Parts(parameter.ParameterType))
        where _types.Contains(asked) && !CanBeHad(asked)
        select $"{type.FullName}.{method.Name} asks for {asked.FullName}";

    /// <summary>Members that name a type of other assemblies, as <c>Type.Member names Type</c>.</summary>
    /// <param name="assemblies">The assemblies' names.</param>
    public IEnumerable<string> Name(params string[] assemblies) =>
        from type in _types
        from named in Callables(type).SelectMany(Named).Concat(Values(type))
        where assemblies.Contains(named.Type.Assembly.GetName().Name)
        select $"{type.FullName}.{named.Member} names {named.Type.FullName}";

    private static IEnumerable<MethodBase> Callables(Type type) =>
        type.GetMethods(Members).Where(method => !IsOfRecord(method)).Concat<MethodBase>(type.GetConstructors(Members));

    /// <summary>Members that the compiler adds to a record take the record itself.</summary>
    private static bool IsOfRecord(MethodInfo method) => method.Name is "Equals" or "op_Equality" or "op_Inequality" or "<Clone>$";

    private static IEnumerable<(string Member, Type Type)> Named(MethodBase method) =>
        method
            .GetParameters()
            .Select(parameter => parameter.ParameterType)
            .Append(method is MethodInfo { ReturnType: { } returned } ? returned : typeof(void))
            .SelectMany(Parts)
            .Select(type => (method.Name, type));

    private static IEnumerable<(string Member, Type Type)> Values(Type type) =>
        type.GetFields(Members).SelectMany(field => Parts(field.FieldType).Select(part => (field.Name, part)));

    /// <summary>A type and those that it is made of, as of a list or a task.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private bool CanBeHad(Type type) => CanBeMade(type) || CanBeGot(type) || _types.Any(other => other.BaseType == type && CanBeHad(other));

    private static bool CanBeMade(Type type) =>
        type.IsValueType
        || type.IsInterface
        || (!type.IsAbstract && type.GetConstructors().Length > 0)
        || (!type.IsSealed && type.GetConstructors(Members | BindingFlags.NonPublic).Any(one => one.IsFamily && !IsCopy(one)));

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [{ } only] && only.ParameterType == constructor.DeclaringType;

    private bool CanBeGot(Type type) =>
        _types.Any(other =>
            other.GetMethods(Members).Any(method => !IsOfRecord(method) && Parts(method.ReturnType).Contains(type))
            || other.GetFields(Members).Any(field => Parts(field.FieldType).Contains(type))
        );
}
