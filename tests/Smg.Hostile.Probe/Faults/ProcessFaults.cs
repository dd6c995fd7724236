using System.Runtime.InteropServices;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Hostile.Probe.Faults;

/// <summary>What a process can run out of.</summary>
internal static class ProcessFaults
{
    /// <summary>Nothing is broken by the probe itself; the parent has broken something around it.</summary>
    public static string Serve(string folder)
    {
        _ = folder;
        using WasmRuntime runtime = new(Served.Options);
        Served.MustRejectAnew(runtime, 401);
        return "served 1 call";
    }

    /// <summary>Started where the pool's address space is refused: one error says so, and a runtime that asks for less serves.</summary>
    public static string AddressSpace(string folder)
    {
        _ = folder;
        string message;
        try
        {
            using WasmRuntime refused = new();
            throw new DefectException("the pool was not refused");
        }
        catch (OptionsException e)
        {
            message = e.Message;
        }

        using WasmRuntime runtime = new(Served.Options with { Pooling = false });
        Served.MustRejectAnew(runtime, 401);
        return $"refused: {message}; served 1 call without the pool";
    }

    /// <summary>Opens files until no more can be opened, calls, closes them, calls again.</summary>
    public static string FileDescriptors(string folder)
    {
        using WasmRuntime runtime = new(Served.Options with { CompiledFolder = Path.Combine(folder, "compiled") });
        WasmModule known = Served.NewModule(401);
        Served.MustReject(runtime, known, 401);
        WasmModule unknown = Served.NewModule(402);
        StartPoolThreads();

        List<FileStream> open = [];
        while (TryOpen() is { } file)
        {
            open.Add(file);
        }

        Served.MustReject(runtime, known, 401);
        ExecutionResult without = Served.Call(runtime, unknown);
        RegistrationResult refused = Served.Register(runtime, Served.NewModule(403));
        Served.MustReject(runtime, known, 401);
        open.ForEach(file => file.Dispose());
        Served.MustReject(runtime, unknown, 402);
        return Served.Register(runtime, Served.NewModule(404)) is { Succeeded: true }
            ? $"served 3 calls; a new module without descriptors: {without.Failure?.CauseText ?? "served"}; registered without: "
                + $"{refused.Message ?? "yes"}"
            : throw new DefectException("a module cannot be registered though there are descriptors again");
    }

    /// <summary>
    /// Starts more threads of .NET's pool than the calls need. Without descriptors .NET starts no thread, and where its pool needs one, as
    /// it does when a busy machine delays its work, it ends the process: that is not what is tried here.
    /// </summary>
    private static void StartPoolThreads()
    {
        const int Count = 16;
        ThreadPool.SetMinThreads(Count, Count);
        using CountdownEvent started = new(Count);
        using CountdownEvent ended = new(Count);
        for (int i = 0; i < Count; i++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                started.Signal();
                started.Wait();
                ended.Signal();
            });
        }

        ended.Wait();
    }

    /// <summary>
    /// Started with too little address space for the stacks of all workers: one error says so, and a runtime with fewer serves.
    /// </summary>
    public static string Threads(string folder)
    {
        _ = folder;
        WasmRuntimeOptions options = Served.Options with { Pooling = false, MaxStackSize = 16 << 20, OversubscribeWorkers = true };
        List<nint> blocks = [];
        foreach (nint size in (nint[])[1 << 30, 64 << 20])
        {
            while (TryAllocate(size) is { } block)
            {
                blocks.Add(block);
            }
        }

        // Room for some of the stacks, and for the engine.
        Marshal.FreeHGlobal(blocks[0]);
        blocks.RemoveAt(0);
        string message;
        try
        {
            using WasmRuntime refused = new(options with { ThreadPoolSize = 128 });
            throw new DefectException("the workers were not refused");
        }
        catch (OptionsException e)
        {
            message = e.Message;
        }

        blocks.ForEach(Marshal.FreeHGlobal);

        using WasmRuntime runtime = new(options with { ThreadPoolSize = 2 });
        Served.MustRejectAnew(runtime, 401);
        return $"refused: {message}; served 1 call with 2 workers";
    }

    private static nint? TryAllocate(nint size)
    {
        try
        {
            return Marshal.AllocHGlobal(size);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private static FileStream? TryOpen()
    {
        try
        {
            return File.OpenRead("/dev/null");
        }
        catch (IOException)
        {
            return null;
        }
    }
}
