using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Wasmtime;
using Wasmtime.Components;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// A guest called through the Wasmtime package's component API as its documentation shows: a fresh store and instance, and a tree of values
/// built for each call.
/// </summary>
internal sealed class PackageGuest : IDisposable
{
    private readonly Engine _engine = new(new Config().WithPoolingAllocationStrategy(new PoolingAllocationConfig()));
    private readonly Component _component;
    private readonly ComponentLinker _linker;

    public PackageGuest(WasmModule module)
    {
        _component = Component.FromBytes(_engine, module.Bytes);
        _linker = new ComponentLinker(_engine);
    }

    /// <summary>
    /// Calls the guest several times, and waits until what the calls left to finalizers is freed: it is their cost, and would slow down
    /// whatever is measured next.
    /// </summary>
    public void Call(MiddlewareRequest request, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Call(request);
        }

        GC.WaitForPendingFinalizers();
    }

    private ComponentValue Call(MiddlewareRequest request)
    {
        using Store store = new(_engine);
        ComponentInstance instance = _linker.Instantiate(store, _component);
        ComponentFunction onRequest = instance.GetFunction("smg:gateway/middleware-on-request", "on-request")!;
        return onRequest.Call(Build(request))!;
    }

    public void Dispose()
    {
        _linker.Dispose();
        _component.Dispose();
        _engine.Dispose();
    }

    private static ComponentValue Build(MiddlewareRequest request)
    {
        List<ComponentValue> body = new(request.Body.Length);
        foreach (byte b in request.Body.ToMemory().Span)
        {
            body.Add(ComponentValue.U8(b));
        }

        return ComponentValue.Record([
            new("method", ComponentValue.String(request.Method)),
            new("path", ComponentValue.String(request.Path)),
            new("query", ComponentValue.String(request.Query)),
            new(
                "headers",
                ComponentValue.List([
                    .. request.Headers.Select(header =>
                        ComponentValue.Record([
                            new("name", ComponentValue.String(header.Name)),
                            new("value", ComponentValue.String(header.Value)),
                        ])
                    ),
                ])
            ),
            new("body", ComponentValue.List(body)),
            new("request-id", ComponentValue.String(request.RequestId)),
            new("now-epoch-ms", ComponentValue.U64(request.NowEpochMs)),
        ]);
    }
}
