using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Compilation;

/// <summary>A compiled component with the places of its attach points. Freed when its last lease ends.</summary>
internal sealed class CompiledComponent : IDisposable
{
    private readonly ExportIndexHandle? _onRequest;
    private readonly ExportIndexHandle? _onResponse;
    private readonly ExportIndexHandle? _onRequestText;
    private readonly ExportIndexHandle? _onResponseText;
    private readonly string? _onRequestDifference;
    private readonly string? _onResponseDifference;

    /// <summary>Finds the attach points.</summary>
    /// <param name="component">What was compiled: the guest, or the guest in its bridge.</param>
    /// <param name="isBridged">Which of the two it is. A guest fits into a bridge only when its functions have the WIT's types.</param>
    /// <param name="types">The WIT's types.</param>
    public CompiledComponent(ComponentHandle component, bool isBridged, AttachPointTypes types)
    {
        Component = component;
        IsBridged = isBridged;
        ImportNames = component.ImportNames();
        NeedsWasi = ImportNames.Any(name => name.StartsWith("wasi:", StringComparison.Ordinal));
        _onRequest = component.FindExport(isBridged ? null : "smg:gateway/middleware-on-request", "on-request");
        _onResponse = component.FindExport(isBridged ? null : "smg:gateway/middleware-on-response", "on-response");
        if (isBridged)
        {
            _onRequestText = component.FindExport(null, "on-request-text");
            _onResponseText = component.FindExport(null, "on-response-text");
            TakeAction = component.FindExport(null, "take-action");
        }
        else
        {
            _onRequestDifference = _onRequest is null ? null : types.FindDifference(component, "on-request");
            _onResponseDifference = _onResponse is null ? null : types.FindDifference(component, "on-response");
        }
    }

    public ComponentHandle Component { get; }

    /// <summary>Whether messages cross as memory images.</summary>
    public bool IsBridged { get; }

    /// <summary>The names of what it imports, in order.</summary>
    public IReadOnlyList<string> ImportNames { get; }

    /// <summary>Whether it imports anything of WASI.</summary>
    public bool NeedsWasi { get; }

    /// <summary>The place of an attach point's function; null when the component does not export it.</summary>
    public ExportIndexHandle? Export(AttachPoint attachPoint) => attachPoint switch
    {
        AttachPoint.OnRequest => _onRequest,
        AttachPoint.OnResponse => _onResponse,
        AttachPoint.OnError => null,
        _ => null,
    };

    /// <summary>How the function of an attach point differs from the WIT; null where it does not, or is not exported.</summary>
    public string? TypeDifference(AttachPoint attachPoint) => attachPoint switch
    {
        AttachPoint.OnRequest => _onRequestDifference,
        AttachPoint.OnResponse => _onResponseDifference,
        AttachPoint.OnError => null,
        _ => null,
    };

    /// <summary>The place of an attach point's function that takes its image as text; null where there is no bridge.</summary>
    public ExportIndexHandle? TextExport(AttachPoint attachPoint) => attachPoint switch
    {
        AttachPoint.OnRequest => _onRequestText,
        AttachPoint.OnResponse => _onResponseText,
        AttachPoint.OnError => null,
        _ => null,
    };

    /// <summary>The place of the bridge's function that gives a pending action; null where there is no bridge.</summary>
    public ExportIndexHandle? TakeAction { get; }

    public void Dispose()
    {
        _onRequestText?.Dispose();
        _onResponseText?.Dispose();
        TakeAction?.Dispose();
        _onRequest?.Dispose();
        _onResponse?.Dispose();
        Component.Dispose();
    }
}
