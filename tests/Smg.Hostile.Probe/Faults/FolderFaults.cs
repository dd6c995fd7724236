using Smg.Wasm;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Hostile.Probe.Faults;

/// <summary>What can happen to the folder of compiled files. Calls are served all the same: the folder only saves time.</summary>
internal static class FolderFaults
{
    /// <summary>Started where no file may be longer than a few KiB.</summary>
    public static string DiskFull(string folder)
    {
        string compiled = Path.Combine(folder, "compiled");

        // A compiler's own process needs longer files than that to start at all.
        WasmRuntimeOptions options = Served.Options with
        {
            CompiledFolder = compiled,
            CompileGuard = CompileGuard.None,
        };
        for (int start = 0; start < 2; start++)
        {
            using WasmRuntime runtime = new(options);
            Served.MustRejectAnew(runtime, 401);
            Served.MustRejectAnew(runtime, 402);
            Served.Must(runtime.CompileCount == 2, $"start {start} compiled {runtime.CompileCount} modules instead of 2");
        }

        string[] left = [.. Directory.EnumerateFiles(compiled).Select(file => Path.GetFileName(file)).Where(name => name != "key")];
        Served.Must(left.Length == 0, $"stray files: {string.Join(", ", left)}");
        return "served 4 calls, kept 0 files";
    }

    /// <summary>The folder vanishes while the runtime runs, then a file stands in its place, then it is back.</summary>
    public static string Deleted(string folder)
    {
        string compiled = Path.Combine(folder, "compiled");
        using WasmRuntime runtime = Start(compiled);
        Served.MustRejectAnew(runtime, 401);
        Served.Must(CountFiles(compiled) == 1, "the first module was not kept");

        Directory.Delete(compiled, recursive: true);
        Served.MustRejectAnew(runtime, 402);
        File.WriteAllText(compiled, "in the way");
        Served.MustRejectAnew(runtime, 403);
        File.Delete(compiled);
        Directory.CreateDirectory(compiled);
        Served.MustRejectAnew(runtime, 404);
        Served.MustRejectAnew(runtime, 401);
        return "served 5 calls";
    }

    /// <summary>A file stands where the folder should be from the start.</summary>
    public static string IsAFile(string folder)
    {
        string compiled = Path.Combine(folder, "compiled");
        File.WriteAllText(compiled, "in the way");
        using WasmRuntime runtime = Start(compiled);
        Served.MustRejectAnew(runtime, 401);
        Served.Must(File.ReadAllText(compiled) == "in the way", "the file was overwritten");
        return "served 1 call";
    }

    /// <summary>Nothing can be written there, not even by the superuser.</summary>
    public static string ReadOnly(string folder)
    {
        _ = folder;
        using WasmRuntime runtime = Start("/proc/self/compiled");
        Served.MustRejectAnew(runtime, 401);
        return "served 1 call";
    }

    /// <summary>The key is cut short, emptied, exchanged, made a folder: what it vouched for is compiled again.</summary>
    public static string KeyDamaged(string folder)
    {
        string compiled = Path.Combine(folder, "compiled");
        string key = Path.Combine(compiled, "key");
        WasmModule module = Served.NewModule(401);
        ServeWithFolder(compiled, module, expectedCompiles: 1);
        ServeWithFolder(compiled, module, expectedCompiles: 0);

        byte[] good = File.ReadAllBytes(key);
        File.WriteAllBytes(key, good[..16]);
        ServeWithFolder(compiled, module, expectedCompiles: 1);
        File.WriteAllBytes(key, []);
        ServeWithFolder(compiled, module, expectedCompiles: 1);
        File.WriteAllBytes(key, [.. good.Select(b => (byte)~b)]);
        ServeWithFolder(compiled, module, expectedCompiles: 1);
        ServeWithFolder(compiled, module, expectedCompiles: 0);
        File.Delete(key);
        Directory.CreateDirectory(key);
        ServeWithFolder(compiled, module, expectedCompiles: 1);
        return "served 7 calls";
    }

    private static void ServeWithFolder(string compiled, WasmModule module, long expectedCompiles)
    {
        using WasmRuntime runtime = Start(compiled);
        Served.MustReject(runtime, module, 401);
        Served.Must(runtime.CompileCount == expectedCompiles, $"{runtime.CompileCount} compiles instead of {expectedCompiles}");
    }

    private static WasmRuntime Start(string compiled) => new(Served.Options with { CompiledFolder = compiled });

    private static int CountFiles(string folder) => Directory.EnumerateFiles(folder, "*.cwasm").Count();
}
