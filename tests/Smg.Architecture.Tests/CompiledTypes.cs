using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Smg.Architecture.Tests;

/// <summary>
/// The references in a compiled assembly. Constants and <c>nameof</c> leave no trace in compiled code, so they are missing.
/// </summary>
internal static class CompiledTypes
{
    /// <summary>The references of all types of an assembly.</summary>
    /// <param name="path">The assembly's file; the assemblies it refers to lie beside it.</param>
    public static IReadOnlyList<TypeUse> Uses(string path)
    {
        using DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        using ModuleDefinition module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        return
        [
            .. module
                .GetTypes()
                .SelectMany(type => Referenced(type).SelectMany(Named).Select(used => new TypeUse(NameOf(type), NameOf(used))))
                .Where(use => use.User != use.Used)
                .Distinct(),
        ];
    }

    private static IEnumerable<TypeReference?> Referenced(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(one => one.InterfaceType),
            .. type.GenericParameters.SelectMany(Constraints),
            .. Attributes(type),
            .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
            .. type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType)),
            .. type.Events.SelectMany(one => Attributes(one).Append(one.EventType)),
            .. type.Methods.SelectMany(Referenced),
        ];

    private static IEnumerable<TypeReference?> Referenced(MethodDefinition method) =>
        [
            .. Signature(method),
            .. method.GenericParameters.SelectMany(Constraints),
            .. Attributes(method),
            .. Attributes(method.MethodReturnType),
            .. method.Parameters.SelectMany(Attributes),
            .. method.Overrides.SelectMany(Signature),
            .. method.HasBody ? Referenced(method.Body) : [],
        ];

    private static IEnumerable<TypeReference?> Referenced(MethodBody body) =>
        [
            .. body.Variables.Select(variable => variable.VariableType),
            .. body.ExceptionHandlers.Select(handler => handler.CatchType),
            .. body.Instructions.SelectMany(instruction => Operand(instruction.Operand)),
        ];

    private static IEnumerable<TypeReference?> Operand(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            GenericInstanceMethod method => [.. Signature(method), .. method.GenericArguments],
            IMethodSignature method => Signature(method),
            _ => [],
        };

    private static IEnumerable<TypeReference?> Signature(IMethodSignature method) =>
        [(method as MethodReference)?.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    private static IEnumerable<TypeReference?> Constraints(GenericParameter parameter) =>
        parameter.Constraints.Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider member) =>
        member.CustomAttributes.SelectMany(attribute =>
        {
            IEnumerable<CustomAttributeArgument> named = attribute.Fields.Concat(attribute.Properties).Select(one => one.Argument);
            return attribute.ConstructorArguments.Concat(named).SelectMany(Values).Append(attribute.AttributeType);
        });

    private static IEnumerable<TypeReference> Values(CustomAttributeArgument argument) =>
        argument.Value switch
        {
            TypeReference type => [type],
            CustomAttributeArgument inner => Values(inner),
            CustomAttributeArgument[] inner => inner.SelectMany(Values),
            _ => [],
        };

    /// <summary>The types with names in a type: of <c>Task&lt;Foo[]&gt;</c> those are <c>Task</c> and <c>Foo</c>.</summary>
    private static IEnumerable<TypeReference> Named(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic => [.. Named(generic.ElementType), .. generic.GenericArguments.SelectMany(Named)],
            FunctionPointerType function => Signature(function).SelectMany(Named),
            IModifierType modified => [.. Named(modified.ElementType), .. Named(modified.ModifierType)],
            TypeSpecification wrapped => Named(wrapped.ElementType),
            _ => [type],
        };

    private static TypeName NameOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        string assembly = type.Scope switch
        {
            ModuleDefinition module => module.Assembly.Name.Name,
            { } scope => scope.Name,
            null => "",
        };
        return new TypeName(assembly, type.Namespace, type.Name.Split('`')[0]);
    }
}
