using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>The public members of assemblies as text, read from their metadata alone: what they refer to need not be there.</summary>
internal static class PackageMembers
{
    /// <summary>Members of an assembly file.</summary>
    public static IReadOnlySet<string> OfFile(string path) => new HashSet<string>(Of(File.ReadAllBytes(path)), StringComparer.Ordinal);

    /// <summary>Members of all assemblies of the packages in a folder whose file names begin with a word.</summary>
    public static IReadOnlySet<string> OfPackages(string folder, string prefix)
    {
        HashSet<string> members = new(StringComparer.Ordinal);
        foreach (string package in Directory.GetFiles(folder, prefix + "*.nupkg", SearchOption.AllDirectories))
        {
            using ZipArchive archive = ZipFile.OpenRead(package);
            foreach (
                ZipArchiveEntry entry in archive.Entries.Where(entry =>
                    entry.FullName.StartsWith("lib/", StringComparison.Ordinal) && entry.Name.EndsWith(".dll", StringComparison.Ordinal)
                )
            )
            {
                using MemoryStream bytes = new();
                using Stream stream = entry.Open();
                stream.CopyTo(bytes);
                members.UnionWith(Of(bytes.ToArray()));
            }
        }

        return members;
    }

    private static List<string> Of(byte[] assembly)
    {
        using PEReader file = new([.. assembly]);
        MetadataReader reader = file.GetMetadataReader();
        List<string> members = [];
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic)
            {
                string name = TypeNames.Instance.GetTypeFromDefinition(reader, handle, 0);
                members.Add("type " + name);
                members.AddRange(
                    type.GetMethods().Select(reader.GetMethodDefinition).Where(IsPublic).Select(method => Describe(reader, name, method))
                );
                members.AddRange(
                    type.GetFields()
                        .Select(reader.GetFieldDefinition)
                        .Where(field =>
                            field.Attributes.HasFlag(FieldAttributes.Public | FieldAttributes.Literal)
                            && !field.Attributes.HasFlag(FieldAttributes.SpecialName)
                        )
                        .Select(field => Describe(reader, name, field))
                );
            }
        }

        return members;
    }

    private static bool IsPublic(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public;

    private static string Describe(MetadataReader reader, string type, MethodDefinition method)
    {
        MethodSignature<string> signature = method.DecodeSignature(TypeNames.Instance, null);
        Dictionary<int, Parameter> parameters = method
            .GetParameters()
            .Select(reader.GetParameter)
            .ToDictionary(parameter => parameter.SequenceNumber);
        IEnumerable<string> described = signature.ParameterTypes.Select(
            (parameterType, i) =>
                parameters.TryGetValue(i + 1, out Parameter parameter)
                    ? $"{(parameter.Attributes.HasFlag(ParameterAttributes.Optional) ? "optional " : "")}{parameterType} "
                        + $"{reader.GetString(parameter.Name)}"
                    : parameterType
        );
        string name = reader.GetString(method.Name);
        // The name of a setter's parameter is its compiler's.
        string list = name.StartsWith("set_", StringComparison.Ordinal) ? signature.ParameterTypes[0] : string.Join(", ", described);
        return $"{(method.Attributes.HasFlag(MethodAttributes.Static) ? "static " : "")}{signature.ReturnType} "
            + $"{type}.{name}`{signature.GenericParameterCount}({list})";
    }

    private static string Describe(MetadataReader reader, string type, FieldDefinition field)
    {
        Constant constant = reader.GetConstant(field.GetDefaultValue());
        return $"{type}.{reader.GetString(field.Name)} = {reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)}";
    }

    /// <summary>Names of types in signatures.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public static TypeNames Instance { get; } = new();

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

        public string GetByReferenceType(string elementType) => elementType + "&";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
            $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

        public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            return type.IsNested
                ? $"{GetTypeFromDefinition(reader, type.GetDeclaringType(), 0)}.{reader.GetString(type.Name)}"
                : Full(reader, type.Namespace, type.Name);
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{reader.GetString(type.Name)}"
                : Full(reader, type.Namespace, type.Name);
        }

        public string GetTypeFromSpecification(
            MetadataReader reader,
            object? genericContext,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        private static string Full(MetadataReader reader, StringHandle space, StringHandle name) =>
            $"{reader.GetString(space)}.{reader.GetString(name)}";
    }
}
