using Smg.Wasm.Adapters;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>A compiled component with the places of its attach points. Freed when its last lease ends.</summary>
internal sealed class CompiledComponent : IDisposable
{
    /// <summary>By attach point; null where the component does not export the function.</summary>
    private readonly CompiledFunction?[] _functions = new CompiledFunction?[AttachPointTable.Length];

    /// <summary>Finds the attach points.</summary>
    /// <param name="component">What was compiled: the guest, with or without an adapter.</param>
    /// <param name="form">How it was compiled.</param>
    /// <param name="types">The WIT's types.</param>
    public CompiledComponent(ComponentHandle component, BridgeForm form, AttachPointTypes types)
        : this(component, form, contract => types.FindDifference(component, contract)) { }

    private CompiledComponent(ComponentHandle component, BridgeForm form, Func<AttachPointContract, string?> findDifference)
    {
        Component = component;
        Form = form;
        ImportNames = component.ImportNames();
        NeedsWasi = ImportNames.Any(name => name.StartsWith("wasi:", StringComparison.Ordinal));
        foreach (AttachPointContract contract in AttachPointTable.All)
        {
            if (component.FindExport(contract.Interface, contract.Function) is { } place)
            {
                bool isAdapted = form == BridgeForm.Adapted;
                _functions[(int)contract.Point] = new CompiledFunction(
                    contract,
                    place,
                    isAdapted && contract.HasBody ? AdapterFunctions.Find(component, contract.Point) : null,
                    isAdapted && !contract.HasBody ? StorageFunctions.Find(component, contract.Point) : null,
                    findDifference(contract)
                );
            }
        }
    }

    public ComponentHandle Component { get; }

    /// <summary>How it is bridged.</summary>
    public BridgeForm Form { get; }

    /// <summary>
    /// The guest with its adapter as one core module, in whose memories the host writes messages itself; null where the component serves
    /// all calls.
    /// </summary>
    public CoreModuleHandle? Core { get; init; }

    /// <summary>When that module may serve calls; null where it always may, because it holds all of the component.</summary>
    public PartialCore? Partial { get; init; }

    /// <summary>Whether its core modules were linked.</summary>
    public bool IsLinked { get; init; }

    /// <summary>Whether the host makes the memories of its instances, and undoes what they wrote.</summary>
    public bool IsUndone { get; init; }

    /// <summary>Why its calls cost more than they could.</summary>
    public CallObstacles Obstacles { get; init; }

    /// <summary>Whether an adapter serves its attach points.</summary>
    public bool IsBridged => Form != BridgeForm.None;

    /// <summary>
    /// The function that returns the pages that the guest knows of its memory: those that it wrote in the upper 32 bits. Null where the
    /// guest never grows it.
    /// </summary>
    public ExportIndexHandle? MemoryPages { get; init; }

    /// <summary>The names of what it imports, in order.</summary>
    public IReadOnlyList<string> ImportNames { get; }

    /// <summary>Whether it imports anything of WASI.</summary>
    public bool NeedsWasi { get; }

    /// <summary>The same component as another engine has it.</summary>
    /// <param name="component">This one's code, loaded there.</param>
    /// <param name="core">Its core module's code, loaded there.</param>
    public CompiledComponent CopyOf(ComponentHandle component, CoreModuleHandle? core) =>
        new(component, Form, contract => Find(contract.Point)?.TypeDifference)
        {
            Core = core,
            Partial = Partial is null ? null : new PartialCore(),
            IsLinked = IsLinked,
            IsUndone = IsUndone,
            Obstacles = Obstacles,
            MemoryPages = MemoryPages is null ? null : component.FindExport(null, MemoryComposer.PagesExport),
        };

    /// <summary>The place of an attach point's function; null when the component does not export it.</summary>
    public ExportIndexHandle? Export(AttachPoint attachPoint) => Find(attachPoint)?.Place;

    /// <summary>How the function of an attach point differs from the WIT; null where it does not, or is not exported.</summary>
    public string? TypeDifference(AttachPoint attachPoint) => Find(attachPoint)?.TypeDifference;

    /// <summary>The function of an attach point; null when the component does not export it.</summary>
    public CompiledFunction? Find(AttachPoint attachPoint) =>
        (uint)attachPoint < (uint)_functions.Length ? _functions[(int)attachPoint] : null;

    public void Dispose()
    {
        foreach (CompiledFunction? function in _functions)
        {
            function?.Dispose();
        }

        MemoryPages?.Dispose();
        Core?.Dispose();
        Component.Dispose();
    }
}
