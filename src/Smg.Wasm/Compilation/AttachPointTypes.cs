using Smg.Wasm.Contract;
using Smg.Wasm.Interop;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Compilation;

/// <summary>
/// The types that the WIT gives the attach points' functions, as one engine knows them: those of a component that imports nothing but such
/// functions. Wasmtime's validator proves nothing of a guest's own exports: that is looked at here.
/// </summary>
internal sealed class AttachPointTypes(EngineHandle engine)
{
    private readonly Lazy<IReadOnlyList<ComponentMember>> _wanted = new(() => Read(engine));

    /// <summary>The engine.</summary>
    public EngineHandle Engine => engine;

    /// <summary>How the function that a component exports for an attach point differs from the WIT.</summary>
    /// <param name="component">A guest that exports something of that name.</param>
    /// <param name="contract">The attach point.</param>
    /// <returns>Null when it does not.</returns>
    public string? FindDifference(ComponentHandle component, AttachPointContract contract)
    {
        ComponentMember? found = ComponentMember
            .ExportOf(component, contract.Interface)
            ?.Members.FirstOrDefault(member => member.Name == contract.Function);
        return found?.Function is { } function
            ? function.FindDifference(_wanted.Value.First(member => member.Name == contract.Function).Function!)
            : "it is not a function";
    }

    private static IReadOnlyList<ComponentMember> Read(EngineHandle engine)
    {
        WitReference text = new();
        foreach (AttachPointContract contract in AttachPointTable.All)
        {
            text.Add(contract.Wit, contract.Interface, contract.Function);
        }

        NativeError? error = null;
        using ComponentHandle? reference = ComponentHandle.ParseText(text.ToString(), out error) is { } bytes
            ? ComponentHandle.Compile(engine, bytes, out error)
            : null;
        return reference is not null
            ? ComponentMember.ImportsOf(reference)
            : throw new InvalidOperationException($"The reference component does not compile: {error!.Message}");
    }
}
