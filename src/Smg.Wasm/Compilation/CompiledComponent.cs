using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Compilation;

/// <summary>A compiled component with the places of its attach points. Freed when its last lease ends.</summary>
internal sealed class CompiledComponent : IDisposable
{
    private readonly ExportIndexHandle? _onRequest;
    private readonly ExportIndexHandle? _onResponse;

    public CompiledComponent(ComponentHandle component)
    {
        Component = component;
        NeedsWasi = component.ImportNames().Any(name => name.StartsWith("wasi:", StringComparison.Ordinal));
        _onRequest = component.FindExport("smg:gateway/middleware-on-request", "on-request");
        _onResponse = component.FindExport("smg:gateway/middleware-on-response", "on-response");
    }

    public ComponentHandle Component { get; }

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

    public void Dispose()
    {
        _onRequest?.Dispose();
        _onResponse?.Dispose();
        Component.Dispose();
    }
}
