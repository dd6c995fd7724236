using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Fixtures.CanonicalAbi;

namespace Smg.Wasm.Tests.CanonicalAbi;

/// <summary>The Python guest, compiled.</summary>
public sealed class PythonGuest : IDisposable
{
    private readonly FormCaller _caller = new();
    private readonly CompiledComponent _component;

    public PythonGuest() => _component = _caller.Compile(AbiGuests.LoadPython());

    /// <summary>Whether its fourteen core modules were linked.</summary>
    public bool IsLinked => _component.IsLinked;

    /// <summary>Calls it and states the outcome.</summary>
    public string Call(CallForm form, AttachPoint attachPoint, MiddlewareInput input) =>
        _caller.Call(_component, form, attachPoint, input).Text;

    public void Dispose()
    {
        _component.Dispose();
        _caller.Dispose();
    }
}
