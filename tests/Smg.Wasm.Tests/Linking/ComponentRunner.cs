using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Adapters;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Linking;

/// <summary>Compiles components, and calls what they export in one instance. For one thread.</summary>
internal sealed class ComponentRunner : IDisposable
{
    private static readonly WasmRuntimeOptions Options = new() { OptimizationLevel = OptimizationLevel.None, PoolSize = 4 };

    private readonly EngineHandle _engine;
    private readonly ComponentLinkerHandle _linker;
    private readonly GuestStore _store = new();

    /// <summary>Makes an engine.</summary>
    /// <param name="undoes">Whether the host makes the memories, and undoes what was written in them.</param>
    public ComponentRunner(bool undoes = false)
    {
        _engine = EngineHandle.Create(undoes ? EngineSettingsFactory.CreateUndoing(Options)! : EngineSettingsFactory.Create(Options));
        _linker = ComponentLinkerHandle.Create(_engine);
    }

    /// <summary>Calls functions without parameters that return u64.</summary>
    /// <returns>The step that failed and why, or each result; those after a trap are missing.</returns>
    public string Run(ReadOnlySpan<byte> component, IEnumerable<string> calls)
    {
        using ComponentHandle? compiled = ComponentHandle.Compile(_engine, component, out NativeError? error);
        return compiled is null ? $"compile: {error!.Message}" : Run(compiled, calls);
    }

    /// <summary>Calls functions of a component without the data of one of its memories, in one instance after another.</summary>
    /// <param name="component">The component.</param>
    /// <param name="data">The data.</param>
    /// <param name="calls">What is called in each instance.</param>
    /// <returns>The same for each instance.</returns>
    public IReadOnlyList<string> RunThrice(ReadOnlySpan<byte> component, MemoryData data, IReadOnlyList<string> calls)
    {
        using ComponentHandle? compiled = ComponentHandle.Compile(_engine, component, out NativeError? error);
        if (compiled is null)
        {
            return [$"compile: {error!.Message}"];
        }

        using MemoryContent content = data.TryPlace()!;
        compiled.BeginWith(content);
        return [Run(compiled, calls), Run(compiled, calls), Run(compiled, calls)];
    }

    private string Run(ComponentHandle compiled, IEnumerable<string> calls)
    {
        _store.Open(_engine, EngineSettingsFactory.CreateLimits(Options), Stopwatch.GetTimestamp() + (20 * Stopwatch.Frequency), null);
        try
        {
            return _store.Instantiate(_linker, compiled) is { } failed
                ? Failed(FailureStage.Instantiate, failed)
                : string.Join(' ', Call(compiled, calls));
        }
        finally
        {
            _store.Close();
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _linker.Dispose();
        _engine.Dispose();
    }

    private IEnumerable<string> Call(ComponentHandle compiled, IEnumerable<string> calls)
    {
        foreach (string name in calls)
        {
            using ExportIndexHandle function = compiled.FindExport(null, name)!;
            if (_store.CallWithoutArgument(function) is { } error)
            {
                yield return Failed(FailureStage.Call, error);
                yield break;
            }

            yield return _store.Result.ReadU64().ToString("x", CultureInfo.InvariantCulture);
        }
    }

    private string Failed(FailureStage stage, NativeError error) =>
        $"{stage}: {FailureClassifier.Classify("generated", stage, error, _store.Interrupt, timeoutMs: 0).CauseText}";
}
