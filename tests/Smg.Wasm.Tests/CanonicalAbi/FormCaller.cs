using System.Diagnostics;
using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Fixtures.CanonicalAbi;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.CanonicalAbi;

/// <summary>Compiles guests with the adapter and calls each in any form. For one thread.</summary>
/// <param name="keeps">Whether guests are compiled so that their instances can be reset.</param>
internal sealed class FormCaller(bool keeps = false) : IDisposable
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        CompileGuard = CompileGuard.None,
        OptimizationLevel = OptimizationLevel.None,
        MaxHeaderBytes = 16 << 20,
        MaxExecutionTimeMs = 20_000,
        PoolSize = 4,
    };

    private readonly EngineHost _host = new(Options with { KeptInstances = keeps ? 1 : 0 }, new CompileCounter());
    private readonly GuestStore _store = new();
    private readonly AdapterPath _adapter = new(Options);
    private readonly DirectPath _direct = new(Options);
    private readonly AdapterPath _values = new(Options with { CallPath = CallPath.Dynamic });
    private readonly DynamicPath _ownExport = new(new AnswerLimits(Options.MaxHeaderBytes, Options.MaxBodySize));

    /// <summary>Calls in the guest's memory that were made.</summary>
    public int DirectCalls { get; private set; }

    /// <summary>Calls in an instance that was reset.</summary>
    public int KeptCalls { get; private set; }

    /// <summary>Calls in the guest's memory that the component served instead, because the guest called an import.</summary>
    public int OutsideCalls { get; private set; }

    /// <summary>Compiles a guest, which must get an adapter.</summary>
    public CompiledComponent Compile(WasmModule module)
    {
        CompiledComponent? component = _host.Compiler.Compile(module, out ExecutionFailure? failure);
        Assert.True(component is not null, failure?.Message);
        Assert.True(
            component.Form == BridgeForm.Adapted,
            AdapterComposer.FindObstacle(module.Memory) ?? "The guest does not compile with the adapter."
        );
        return component;
    }

    /// <summary>Compiles a guest; null where it does not compile, or gets no adapter.</summary>
    public CompiledComponent? TryCompile(WasmModule module)
    {
        CompiledComponent? component = _host.Compiler.Compile(module, out _);
        if (component is not { Form: BridgeForm.Adapted })
        {
            component?.Dispose();
            return null;
        }

        return component;
    }

    /// <summary>Calls a guest.</summary>
    public AbiOutcome Call(CompiledComponent component, CallForm form, AttachPoint attachPoint, MiddlewareInput input)
    {
        CompiledFunction function = component.Find(attachPoint)!;
        bool isDirect = form is CallForm.Direct or CallForm.Kept && DirectPath.Serves(component, attachPoint, input);
        DirectCalls += isDirect ? 1 : 0;
        ICallPath path = form switch
        {
            CallForm.Direct or CallForm.Kept => isDirect ? _direct : _adapter,
            CallForm.Adapter => _adapter,
            CallForm.Values => _values,
            _ => _ownExport,
        };
        ComponentLinkerHandle linker = _host.LinkerFor(component);
        _store.Open(
            component.Component.Engine,
            EngineSettingsFactory.CreateLimits(Options),
            Stopwatch.GetTimestamp() + (20 * Stopwatch.Frequency),
            linker.OffersWasi ? GuestWasi.Empty : null
        );
        try
        {
            if ((isDirect ? _store.Instantiate(component.Core!) : _store.Instantiate(linker, component.Component)) is { } refused)
            {
                return isDirect && component.Partial is not null
                    ? CallComponent(component, attachPoint, input)
                    : Failed(FailureStage.Instantiate, refused);
            }

            AbiOutcome outcome = Call(path, function, input, out bool succeeded);
            if (!succeeded && isDirect && DirectPath.CalledOutside(_store))
            {
                return CallComponent(component, attachPoint, input);
            }

            if (succeeded && isDirect && form == CallForm.Kept && DirectPath.TryReset(_store))
            {
                KeptCalls++;
                outcome = Call(path, function, input, out _);
            }

            return outcome;
        }
        catch (InvalidDataException)
        {
            return new AbiOutcome("refused: call InvalidResult");
        }
        catch (OutputTooLargeException)
        {
            return new AbiOutcome("refused: call OutputTooLarge");
        }
        finally
        {
            _store.Close();
        }
    }

    /// <summary>Calls a guest again whose core module called an import, as executors do.</summary>
    private AbiOutcome CallComponent(CompiledComponent component, AttachPoint attachPoint, MiddlewareInput input)
    {
        OutsideCalls++;
        _store.Close();
        return Call(component, CallForm.Adapter, attachPoint, input);
    }

    private AbiOutcome Call(ICallPath path, CompiledFunction function, MiddlewareInput input, out bool succeeded)
    {
        path.Write(_store, function, input);
        GuestAnswer? answer = null;
        NativeError? error = path.Call(_store, function) ?? path.ReadAnswer(_store, function, out answer);
        succeeded = error is null;
        return error is null ? AbiOutcome.Of((MiddlewareAction)answer!) : Failed(FailureStage.Call, error);
    }

    public void Dispose()
    {
        _store.Dispose();
        _host.Dispose();
    }

    private AbiOutcome Failed(FailureStage stage, NativeError error)
    {
        ExecutionFailure failure = FailureClassifier.Classify("guest", stage, error, _store.Interrupt, timeoutMs: 0);
        return new AbiOutcome($"refused: {(stage == FailureStage.Call ? "call" : "instantiate")} {failure.CauseText}");
    }
}
