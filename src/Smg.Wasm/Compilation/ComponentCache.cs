using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Compilation;

/// <summary>
/// The compiled components of one engine, keyed by digest, the least recently used evicted first.
/// Callers that ask for the same module at once wait for one compile. A failed compile is not kept.
/// </summary>
internal sealed class ComponentCache(int capacity, ComponentCompiler compiler) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Sha256Digest, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _recent = new();
    private bool _disposed;

    /// <summary>Components that are held, those that are being compiled included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Leases a module's component, compiling it when it is not held.</summary>
    /// <returns>False, with <paramref name="failure"/> set, when it does not compile.</returns>
    public bool TryAcquire(WasmModule module, out ComponentLease lease, out ExecutionFailure? failure)
    {
        Entry entry = FindOrAdd(module.Digest, out bool added);
        if (added)
        {
            Compile(entry, module);
        }
        else if (!entry.Compiled.IsSet)
        {
            entry.Compiled.Wait();
        }

        failure = entry.Failure;
        if (failure is not null)
        {
            entry.Release();
            lease = default;
            return false;
        }

        lease = new ComponentLease(entry);
        return true;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (Entry entry in _recent)
            {
                entry.Release();
            }

            _entries.Clear();
            _recent.Clear();
        }
    }

    private Entry FindOrAdd(in Sha256Digest digest, out bool added)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_entries.TryGetValue(digest, out LinkedListNode<Entry>? node))
            {
                if (_recent.First != node)
                {
                    _recent.Remove(node);
                    _recent.AddFirst(node);
                }

                node.Value.Retain();
                added = false;
                return node.Value;
            }

            Entry entry = new(digest);
            entry.Retain();
            _entries.Add(digest, _recent.AddFirst(entry));
            EvictBeyondCapacity();
            added = true;
            return entry;
        }
    }

    private void Compile(Entry entry, WasmModule module)
    {
        try
        {
            entry.Component = compiler.Compile(module, out ExecutionFailure? failure);
            entry.Failure = failure;
        }
        catch (Exception e)
        {
            entry.Failure = new ExecutionFailure(module.Name, FailureStage.Compile, FailureCause.CompileFailed, $"The compiler failed: {e.Message}");
            throw;
        }
        finally
        {
            if (entry.Failure is not null)
            {
                Forget(entry);
            }

            entry.Compiled.Set();
        }
    }

    private void Forget(Entry entry)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(entry.Digest, out LinkedListNode<Entry>? node) && node.Value == entry)
            {
                _entries.Remove(entry.Digest);
                _recent.Remove(node);
                entry.Release();
            }
        }
    }

    private void EvictBeyondCapacity()
    {
        while (_recent.Count > capacity)
        {
            Entry oldest = _recent.Last!.Value;
            _recent.RemoveLast();
            _entries.Remove(oldest.Digest);
            oldest.Release();
        }
    }

    /// <summary>One component and the count of those who use it, the cache itself among them.</summary>
    internal sealed class Entry(Sha256Digest digest)
    {
        private int _references = 1;

        public Sha256Digest Digest => digest;

        public ManualResetEventSlim Compiled { get; } = new();

        public CompiledComponent? Component { get; set; }

        public ExecutionFailure? Failure { get; set; }

        public void Retain() => Interlocked.Increment(ref _references);

        public void Release()
        {
            if (Interlocked.Decrement(ref _references) == 0)
            {
                Component?.Dispose();
                Compiled.Dispose();
            }
        }
    }
}
