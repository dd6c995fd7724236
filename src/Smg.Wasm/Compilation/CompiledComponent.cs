using Smg.Wasm.Bridge;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Compilation;

/// <summary>A compiled component with the places of its attach points. Freed when its last lease ends.</summary>
internal sealed class CompiledComponent : IDisposable
{
    /// <summary>By attach point; null where the component does not export the function.</summary>
    private readonly CompiledFunction?[] _functions = new CompiledFunction?[WitFunctions.All.Max(point => (int)point) + 1];

    /// <summary>Finds the attach points.</summary>
    /// <param name="component">What was compiled: the guest, or the guest in its bridge.</param>
    /// <param name="form">Which of the two it is. A guest fits into an outer component only when its functions have the WIT's types; a grafted one's are looked at here.</param>
    /// <param name="types">The WIT's types.</param>
    public CompiledComponent(ComponentHandle component, BridgeForm form, AttachPointTypes types)
    {
        Component = component;
        Form = form;
        ImportNames = component.ImportNames();
        NeedsWasi = ImportNames.Any(name => name.StartsWith("wasi:", StringComparison.Ordinal));
        TakeAction = IsBridged ? component.FindExport(null, "take-action") : null;
        foreach (AttachPoint attachPoint in WitFunctions.All)
        {
            string name = WitFunctions.Name(attachPoint);
            if (component.FindExport(IsBridged ? null : WitFunctions.Interface(attachPoint), name) is { } place)
            {
                _functions[(int)attachPoint] = new CompiledFunction(
                    place,
                    IsBridged ? component.FindExport(null, name + "-text") : null,
                    form == BridgeForm.Wrapped ? null : types.FindDifference(component, attachPoint));
            }
        }
    }

    public ComponentHandle Component { get; }

    /// <summary>How it is bridged.</summary>
    public BridgeForm Form { get; }

    /// <summary>Whether messages cross as memory images.</summary>
    public bool IsBridged => Form != BridgeForm.None;

    /// <summary>The names of what it imports, in order.</summary>
    public IReadOnlyList<string> ImportNames { get; }

    /// <summary>Whether it imports anything of WASI.</summary>
    public bool NeedsWasi { get; }

    /// <summary>The place of an attach point's function; null when the component does not export it.</summary>
    public ExportIndexHandle? Export(AttachPoint attachPoint) => Find(attachPoint)?.Place;

    /// <summary>How the function of an attach point differs from the WIT; null where it does not, or is not exported.</summary>
    public string? TypeDifference(AttachPoint attachPoint) => Find(attachPoint)?.TypeDifference;

    /// <summary>The place of an attach point's function that takes its image as text; null where there is none such.</summary>
    public ExportIndexHandle? TextExport(AttachPoint attachPoint) => Find(attachPoint)?.TextPlace;

    /// <summary>The place of the bridge's function that gives a pending action; null where there is none.</summary>
    public ExportIndexHandle? TakeAction { get; }

    public void Dispose()
    {
        foreach (CompiledFunction? function in _functions)
        {
            function?.Dispose();
        }

        TakeAction?.Dispose();
        Component.Dispose();
    }

    private CompiledFunction? Find(AttachPoint attachPoint) => (uint)attachPoint < (uint)_functions.Length ? _functions[(int)attachPoint] : null;
}
