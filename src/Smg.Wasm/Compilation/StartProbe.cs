using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Interop;
using Smg.Wasm.Linking;
using Smg.Wasm.Options;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Runs the start functions of a guest's core module once, to see what they do: a module that imports nothing does the same each time.
/// What they do stays unknown where they call what is not in the module, do not end in time, grow the memory, or do another thing where it
/// cannot grow.
/// </summary>
/// <param name="options">The runtime's options.</param>
internal sealed class StartProbe(WasmRuntimeOptions options)
{
    /// <summary>Bytes that are copied into each instance at most; what start functions write beyond, they write themselves.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>Stretches that are copied; an engine spends time on each segment of data in each instance.</summary>
    private const int MaxWrites = 1_000;

    /// <summary>Bytes of the memories that are looked at.</summary>
    private const ulong MaxMemoryBytes = 64 << 20;

    /// <summary>Bytes that did not change between two that did are written with them: a copy costs more than some bytes.</summary>
    private const int MaxGap = 64;

    private const int WasmPageBytes = 64 << 10;

    private const string NotSeen = "its start function could not be looked at when it was compiled";

    private static readonly TimeSpan TickTime = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);
    private static readonly CoreExport Start = new(MergedStart.Start);

    /// <summary>Looks.</summary>
    /// <param name="module">The module, whose start function is exported.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="items">What may change.</param>
    public StartFinding Run(CoreModuleHandle module, EngineHandle engine, StartItems items)
    {
        StartFinding found = StartFinding.Unknown(NotSeen);
        bool isHeld = false;
        engine.DangerousAddRef(ref isHeld);
        try
        {
            Thread thread = new(() => found = RunTwice(module, engine, items), options.MaxStackSize + EngineHandle.StackHeadroomBytes)
            {
                IsBackground = true,
                Name = "smg-wasm start",
            };
            thread.Start();

            // Nobody else may be there to let a function end that does not end itself.
            using Timer ticks = new(_ => engine.IncrementEpoch(), null, TickTime, TickTime);
            thread.Join();
            using ManualResetEvent ended = new(initialState: false);
            ticks.Dispose(ended);
            ended.WaitOne();
        }
        catch (OutOfMemoryException)
        {
            // No thread: the start functions run in each instance.
            return StartFinding.Unknown(NotSeen);
        }
        finally
        {
            engine.DangerousRelease();
        }

        return found;
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "An exception on this thread would end the process; without a look, start functions run in each instance."
    )]
    private StartFinding RunTwice(CoreModuleHandle module, EngineHandle engine, StartItems items)
    {
        try
        {
            StoreLimits most = EngineSettingsFactory.CreateLimits(options);
            StartFinding found = Look(module, engine, items, most, out ulong largest);
            if (found.Effects is not { } effects)
            {
                return found;
            }

            // What asks for more memory could do another thing under a registration's own limit.
            int pages = (int)Math.Max(1, largest / WasmPageBytes);
            StoreLimits none = EngineSettingsFactory.CreateLimits(options, pages);
            StartFinding again = Look(module, engine, items, none, out _);
            return again.IsCutOff ? again
                : again.Effects is { } second && AreSame(effects, second) ? found
                : StartFinding.Unknown("its start function does another thing where no memory can grow");
        }
        catch (Exception)
        {
            return StartFinding.Unknown(NotSeen);
        }
    }

    private StartFinding Look(CoreModuleHandle module, EngineHandle engine, StartItems items, in StoreLimits limits, out ulong largest)
    {
        largest = 0;
        using GuestStore store = new();
        TimeSpan time = TimeSpan.FromMilliseconds(Math.Min(options.MaxExecutionTimeMs, MaxTime.TotalMilliseconds));
        store.Open(engine, limits, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), wasi: null);
        if (store.Instantiate(module) is not null)
        {
            return StartFinding.Unknown(NotSeen);
        }

        CoreCaller core = store.Core;
        CoreExport[] memories = [.. items.Memories.Select(memory => new CoreExport(MergedStart.MemoryName(memory)))];
        CoreExport[] globals = [.. items.Globals.Select(one => new CoreExport(MergedStart.GlobalName(one.Global)))];
        ulong all = 0;
        foreach (CoreExport memory in memories)
        {
            ulong length = core.Memory(memory).Length;
            (all, largest) = (all + length, Math.Max(largest, length));
        }

        if (all > MaxMemoryBytes)
        {
            return StartFinding.Unknown($"its memories begin with more than {MaxMemoryBytes >> 20} MiB");
        }

        byte[][] before = [.. memories.Select(memory => Copy(core, memory))];
        ulong[] numbers = [.. globals.Select(core.ReadNumber)];
        if (core.Call(Start, [], out _) is not null)
        {
            bool isCutOff = store.Interrupt != StoreInterrupt.None;
            return new StartFinding(
                Effects: null,
                isCutOff,
                IsFailure: !isCutOff,
                isCutOff
                    ? $"its start function takes longer than {time.TotalMilliseconds:0} ms"
                    : "its start function calls what the guest imports, or fails"
            );
        }

        List<StartWrite> writes = [];
        for (int i = 0; i < memories.Length; i++)
        {
            MemoryView after = core.Memory(memories[i]);
            if (after.Length != (ulong)before[i].Length)
            {
                return StartFinding.Unknown("its start function grows a memory");
            }

            AddWrites(items.Memories[i], before[i], after.Slice(0, after.Length), writes);
        }

        if (writes.Count > MaxWrites || writes.Sum(write => (long)write.Bytes.Length) > MaxBytes)
        {
            return StartFinding.Unknown($"its start function writes more than {MaxBytes >> 20} MiB, or in more than {MaxWrites:N0} places");
        }

        IEnumerable<StartGlobal> changed = items
            .Globals.Select((one, i) => new StartGlobal(one.Global, one.Type, core.ReadNumber(globals[i])))
            .Where((global, i) => global.Bits != numbers[i]);
        return new StartFinding(new StartEffects(writes, [.. changed]), IsCutOff: false, IsFailure: false, Obstacle: null);
    }

    private static byte[] Copy(CoreCaller core, CoreExport memory)
    {
        MemoryView view = core.Memory(memory);
        return view.Slice(0, view.Length).ToArray();
    }

    private static void AddWrites(uint memory, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, List<StartWrite> writes)
    {
        for (int at = 0; at < after.Length; )
        {
            at += before[at..].CommonPrefixLength(after[at..]);
            if (at == after.Length)
            {
                return;
            }

            int end = at + 1;
            for (int same = 0; end + same < after.Length && same <= MaxGap; )
            {
                if (before[end + same] == after[end + same])
                {
                    same++;
                }
                else
                {
                    (end, same) = (end + same + 1, 0);
                }
            }

            writes.Add(new StartWrite(memory, (uint)at, after[at..end].ToArray()));
            at = end;
        }
    }

    private static bool AreSame(StartEffects one, StartEffects other) =>
        one.Globals.SequenceEqual(other.Globals)
        && one.Writes.Count == other.Writes.Count
        && one.Writes.Zip(other.Writes)
            .All(pair =>
                pair.First.Memory == pair.Second.Memory
                && pair.First.Address == pair.Second.Address
                && pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span)
            );
}
