using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Compilation;

/// <summary>
/// The compiled components of a runtime, keyed by digest, each on all engines. Pinned ones stay; of the others the least recently used
/// is evicted first. Callers that ask for the same module at once wait for one compile. A failed compile is remembered for a while,
/// so that a component which costs the compiler its limits costs them once and not at each call.
/// </summary>
internal sealed class ComponentCache(
    int capacity,
    ComponentCompiler compiler,
    RuntimeDiagnostics? diagnostics = null,
    TimeProvider? time = null
) : IDisposable
{
    /// <summary>How long a failed compile is remembered.</summary>
    public static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(30);

    private const int MaxFailures = 256;

    /// <summary>Compiles that may run at once, of all caches of this process; a compile may use all processors by itself.</summary>
    private static readonly ThreadCache Threads = new("smg-wasm compile", Math.Max(4, Environment.ProcessorCount));

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();

    /// <summary>All entries: what is compiled, what is being compiled, what failed.</summary>
    private readonly ConcurrentDictionary<Sha256Digest, Entry> _entries = new();

    /// <summary>What is compiled and not pinned, the last used first.</summary>
    private readonly LinkedList<Entry> _compiled = new();

    /// <summary>How often each digest is pinned.</summary>
    private readonly Dictionary<Sha256Digest, int> _pins = [];

    /// <summary>What failed, the last failure first. These push no component out.</summary>
    private readonly LinkedList<Entry> _failed = new();
    private bool _disposed;

    /// <summary>
    /// Whether a call finds the component compiled, or its failure remembered. Takes no lock and does not count as a use.
    /// </summary>
    public bool Knows(in Sha256Digest digest) =>
        _entries.TryGetValue(digest, out Entry? entry) && entry.Compiled.Task.IsCompleted && !IsForgotten(entry);

    /// <summary>Compiles a module when it is not held, on its own thread.</summary>
    /// <returns>Null when it is compiled, else why it is not.</returns>
    public async Task<ExecutionFailure?> PrepareAsync(WasmModule module)
    {
        Entry entry = FindOrAdd(module.Digest, out bool added);
        if (added)
        {
            _ = CompileOnOwnThreadAsync(entry, module);
        }

        ExecutionFailure? failure = await entry.Compiled.Task.ConfigureAwait(false);
        entry.Release();
        return failure is null ? null : failure with { Module = module.Name };
    }

    /// <summary>
    /// Keeps a component, compiled already or not yet, outside the cache's capacity until it is unpinned as often as it was pinned.
    /// </summary>
    public void Pin(in Sha256Digest digest)
    {
        lock (_lock)
        {
            _pins[digest] = _pins.GetValueOrDefault(digest) + 1;
            if (_entries.TryGetValue(digest, out Entry? entry) && entry.Place.List == _compiled)
            {
                _compiled.Remove(entry.Place);
            }
        }
    }

    /// <summary>Undoes one <see cref="Pin"/>. After the last one the component counts as just used.</summary>
    public void Unpin(in Sha256Digest digest)
    {
        lock (_lock)
        {
            if (_pins[digest] > 1)
            {
                _pins[digest]--;
                return;
            }

            _pins.Remove(digest);
            if (!_disposed && _entries.TryGetValue(digest, out Entry? entry) && entry.IsPlaced && entry.Place.List is null)
            {
                AddFirst(_compiled, entry, capacity);
            }
        }
    }

    /// <summary>Leases a module's component, compiling it when it is not held, and loading it when the engine does not have it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="engine">The engine's number; the first is 0.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="failure">Why it does not compile, or cannot be loaded.</param>
    /// <returns>Whether <paramref name="lease"/> is set; otherwise <paramref name="failure"/> is.</returns>
    public bool TryAcquire(WasmModule module, int engine, out ComponentLease lease, [NotNullWhen(false)] out ExecutionFailure? failure)
    {
        lease = default;
        Entry entry = FindOrAdd(module.Digest, out bool added);
        if (added)
        {
            Compile(entry, module);
        }

        failure = entry.Compiled.Task.GetAwaiter().GetResult();
        NativeError? error = null;
        try
        {
            if (failure is null && entry.Module!.TryLoad(engine, out error) is { } component)
            {
                lease = new ComponentLease(entry, component);
                return true;
            }
        }
        catch
        {
            entry.Release();
            throw;
        }

        entry.Release();
        failure = failure is null ? FailureClassifier.ClassifyCompile(module.Name, error!) : failure with { Module = module.Name };
        return false;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (
                Entry entry in _compiled.Concat(_failed).Concat(_entries.Values.Where(entry => entry.IsPlaced && entry.Place.List is null))
            )
            {
                entry.Release();
            }

            _entries.Clear();
            _compiled.Clear();
            _failed.Clear();
        }
    }

    private Entry FindOrAdd(in Sha256Digest digest, out bool added)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            added = false;
            if (_entries.TryGetValue(digest, out Entry? entry) && IsForgotten(entry))
            {
                Remove(_failed, entry);
                entry = null;
            }

            if (entry is null)
            {
                entry = new Entry(digest);
                _entries[digest] = entry;
                added = true;
            }
            else if (entry.Place.List == _compiled && _compiled.First != entry.Place)
            {
                _compiled.Remove(entry.Place);
                _compiled.AddFirst(entry.Place);
            }

            entry.Retain();
            return entry;
        }
    }

    /// <summary>Compiles when one of the threads for it is free. Waiting for one holds no thread.</summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Those who wait are always answered, whatever goes wrong."
    )]
    private async Task CompileOnOwnThreadAsync(Entry entry, WasmModule module)
    {
        try
        {
            await Threads.RunAsync(() => Compile(entry, module)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(
                entry,
                module,
                new ExecutionFailure(
                    module.Name,
                    FailureStage.Compile,
                    FailureCause.CompilerUnavailable,
                    $"No thread can be started to compile on: {e.GetBaseException().Message}"
                ),
                TimeSpan.Zero
            );
        }
    }

    /// <summary>Compiles, and answers all waiting callers.</summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Those who wait are always answered, whatever goes wrong."
    )]
    private void Compile(Entry entry, WasmModule module)
    {
        ExecutionFailure? failure;
        long start = _time.GetTimestamp();
        try
        {
            entry.Module = compiler.CompileForAll(module, out failure);
        }
        catch (Exception e)
        {
            failure = new ExecutionFailure(
                module.Name,
                FailureStage.Compile,
                FailureCause.CompileFailed,
                $"The compiler failed: {e.Message}"
            );
        }

        End(entry, module, failure, _time.GetElapsedTime(start));
    }

    private void End(Entry entry, WasmModule module, ExecutionFailure? failure, TimeSpan elapsed)
    {
        if (failure is not null)
        {
            // That there was no compiler says nothing of the component.
            TimeSpan memory = failure.Cause == FailureCause.CompilerUnavailable ? TimeSpan.Zero : FailureMemory;
            entry.ForgetAt = _time.GetTimestamp() + (long)(memory.TotalSeconds * _time.TimestampFrequency);
        }

        diagnostics?.Compiled(
            module,
            elapsed,
            entry.Module?.First.IsBridged switch
            {
                null => null,
                true => CallPath.Bridge,
                false => CallPath.Dynamic,
            },
            failure
        );
        Place(entry, failure is null ? _compiled : _failed, failure is null ? capacity : MaxFailures);
        entry.Compiled.SetResult(failure);
    }

    /// <summary>Puts an entry at the head of its list, whose tail goes when it is longer than it may be.</summary>
    private void Place(Entry entry, LinkedList<Entry> list, int maxCount)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                entry.Release();
                return;
            }

            entry.IsPlaced = true;
            if (list == _compiled && _pins.ContainsKey(entry.Digest))
            {
                return;
            }

            AddFirst(list, entry, maxCount);
        }
    }

    private void AddFirst(LinkedList<Entry> list, Entry entry, int maxCount)
    {
        list.AddFirst(entry.Place);
#if SABOTAGE
        maxCount = Smg.Sabotage.Fault.CacheForgets || Smg.Sabotage.Fault.NothingCached ? 0 : maxCount;
#endif
        while (list.Count > maxCount)
        {
            Remove(list, list.Last!.Value);
        }
    }

    private bool IsForgotten(Entry entry) => entry.Compiled.Task.IsCompleted && _time.GetTimestamp() >= entry.ForgetAt;

    private void Remove(LinkedList<Entry> list, Entry entry)
    {
        list.Remove(entry.Place);
        _entries.TryRemove(entry.Digest, out _);
        entry.Release();
    }

    /// <summary>One component and the count of those who use it, the cache itself among them.</summary>
    internal sealed class Entry
    {
        private int _references = 1;

        public Entry(in Sha256Digest digest)
        {
            Digest = digest;
            Place = new LinkedListNode<Entry>(this);
        }

        public Sha256Digest Digest { get; }

        /// <summary>Its place in one of the lists; in none while it is being compiled or pinned.</summary>
        public LinkedListNode<Entry> Place { get; }

        /// <summary>Whether its compile has ended and the cache holds its outcome.</summary>
        public bool IsPlaced { get; set; }

        /// <summary>Ends when the compile has ended: null, or why it failed.</summary>
        public TaskCompletionSource<ExecutionFailure?> Compiled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CompiledModule? Module { get; set; }

        /// <summary>When a failure is forgotten; a component never is.</summary>
        public long ForgetAt { get; set; } = long.MaxValue;

        public void Retain() => Interlocked.Increment(ref _references);

        public void Release()
        {
            if (Interlocked.Decrement(ref _references) == 0)
            {
                Module?.Dispose();
            }
        }
    }
}
