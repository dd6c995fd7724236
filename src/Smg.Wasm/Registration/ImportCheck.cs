using Smg.Wasm.Interop;

namespace Smg.Wasm.Registration;

/// <summary>
/// Whether the host offers what a component imports, with the types that it wants. Wasmtime itself checks neither the types of functions
/// that a host adds through its C API, nor does it say more of a missing one than its name.
/// </summary>
internal static class ImportCheck
{
    private const string Wasi = "wasi:";
    private const string Http = "wasi:http/";

    /// <summary>
    /// The first import that the host does not offer as it is wanted. A resource that an interface has beyond the host's may be another
    /// interface's, taken over by
    /// <c>use</c>, which its type does not say: whether one is missing only an instance shows.
    /// </summary>
    /// <param name="imports">What the component imports.</param>
    /// <param name="offered">What the host offers, by name without version.</param>
    /// <returns>Null where it offers all, but for resources.</returns>
    public static RegistrationRefusal? Find(IReadOnlyList<ComponentMember> imports, IReadOnlyDictionary<string, HostInterface> offered) =>
        imports.Select(import => Find(import, offered, ComponentItemKind.Resource)).FirstOrDefault(refusal => refusal is not null);

    /// <summary>Says of an import that could not be linked why.</summary>
    /// <param name="import">The import.</param>
    /// <param name="offered">What the host offers, by name without version.</param>
    public static RegistrationRefusal? Explain(ComponentMember import, IReadOnlyDictionary<string, HostInterface> offered) =>
        Find(import, offered, ComponentItemKind.Type);

    /// <param name="import">The import.</param>
    /// <param name="offered">What the host offers.</param>
    /// <param name="passed">A kind of member that is not looked at; types never are.</param>
    private static RegistrationRefusal? Find(
        ComponentMember import,
        IReadOnlyDictionary<string, HostInterface> offered,
        ComponentItemKind passed
    )
    {
        string name = EchoedText.Name(import.Name);
        if (import.Kind == ComponentItemKind.Type || import.Kind == passed)
        {
            return null;
        }

        if (import.Kind is not ComponentItemKind.Instance)
        {
            return Missing(
                $"it imports the {Noun(import.Kind)} '{name}', but this host offers only interfaces of WASI 0.2",
                "build the guest without that import"
            );
        }

        // An interface that consists of types alone needs nobody who implements it.
        ComponentMember[] members = [.. import.Members.Where(member => member.Kind != ComponentItemKind.Type && member.Kind != passed)];
        if (members.Length == 0)
        {
            return null;
        }

        int at = import.Name.IndexOf('@', StringComparison.Ordinal);
        string plain = at < 0 ? import.Name : import.Name[..at];
        string version = at < 0 ? "" : import.Name[(at + 1)..];
        return !offered.TryGetValue(plain, out HostInterface? known) ? NotOffered(import)
            : !known.Fits(version) ? WrongVersion(name, version, known)
            : members.Select(member => Find(name, member, known)).FirstOrDefault(refusal => refusal is not null);
    }

    private static RegistrationRefusal? Find(string name, ComponentMember member, HostInterface known)
    {
        string memberName = EchoedText.Name(member.Name);
        switch (member.Kind)
        {
            case ComponentItemKind.Resource when known.HasResource(member.Name):
                return null;
            case ComponentItemKind.Function when known.FindFunction(member.Name) is { } type:
                string found = member.Function!.ToString();
                return type.Length == 0 || found == type
                    ? null
                    : new RegistrationRefusal(
                        RegistrationStage.Imports,
                        RegistrationError.ImportTypeInvalid,
                        $"it imports the function '{memberName}' of '{name}' as {EchoedText.Name(found)}, but in WASI "
                            + $"{known.Version.ToString(2)} it is {type}"
                    );
            default:
                return Missing(
                    $"it imports the {Noun(member.Kind)} '{memberName}' of '{name}', which this host does not offer: the interface "
                        + $"has {Functions(known)}",
                    $"build the guest against the WIT of WASI {known.Version.ToString(2)}"
                );
        }
    }

    private static RegistrationRefusal NotOffered(ComponentMember import)
    {
        string name = EchoedText.Name(import.Name);
        string what = import.Members.FirstOrDefault(member => member.Kind is not ComponentItemKind.Type) is { } first
            ? $" with the {Noun(first.Kind)} '{EchoedText.Name(first.Name)}'"
            : "";
        return import.Name.StartsWith(Http, StringComparison.Ordinal)
            ? Missing(
                $"it imports '{name}'{what}, but this host offers WASI 0.2 without HTTP: modules cannot open connections",
                "build the guest without wasi:http: 'jco componentize --disable http', 'componentize-py componentize "
                    + "--stub-wasi', or no HTTP client in Rust, Go and C"
            )
            : Missing(
                $"it imports '{name}'{what}, which this host does not offer",
                import.Name.StartsWith(Wasi, StringComparison.Ordinal)
                    ? "build the guest against WASI 0.2: cli, clocks, filesystem, io, random and sockets are offered"
                    : "build the guest without that import, or compose it with a component that implements it ('wasm-tools "
                        + "compose', 'wac plug')"
            );
    }

    private static RegistrationRefusal WrongVersion(string name, string version, HostInterface known) =>
        Missing(
            version.Length == 0
                ? $"it imports '{name}' without a version, but this host offers '{known.Name}@{known.Version}'"
                : $"it imports '{name}', but this host offers '{known.Name}@{known.Version}' and every other release "
                    + $"{known.Version.ToString(2)}",
            $"build the guest with a toolchain for WASI {known.Version.ToString(2)}, not for a release candidate or another version"
        );

    private static string Functions(HostInterface known)
    {
        const int MaxListed = 6;
        string[] names = [.. known.Functions];
        return names.Length == 0
            ? "no functions"
            : string.Join(", ", names.Take(MaxListed).Select(name => $"'{name}'")) + (names.Length > MaxListed ? " and more" : "");
    }

    private static string Noun(ComponentItemKind kind) =>
        kind switch
        {
            ComponentItemKind.Function => "function",
            ComponentItemKind.Resource => "resource",
            ComponentItemKind.Instance => "instance",
            ComponentItemKind.Component => "component",
            ComponentItemKind.Module or ComponentItemKind.CoreFunction => "core module",
            ComponentItemKind.Type or ComponentItemKind.None or _ => "type",
        };

    private static RegistrationRefusal Missing(string reason, string cure) =>
        new(RegistrationStage.Imports, RegistrationError.ImportMissing, reason) { Cure = cure };
}
