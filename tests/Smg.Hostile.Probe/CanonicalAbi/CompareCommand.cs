using System.Diagnostics;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Fixtures;
using Smg.Wasm.Fixtures.CanonicalAbi;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Hostile.Probe.CanonicalAbi;

/// <summary>
/// Compares what this host and an independent one make of generated guests. The other host is a command that takes component files
/// and writes a line for each, as <c>outcomes.jsonl</c> has them.
/// </summary>
/// <param name="oracle">The command with its first arguments, separated by spaces.</param>
/// <param name="first">The first guest's seed.</param>
/// <param name="count">Number of guests.</param>
internal sealed class CompareCommand(string oracle, int first, int count)
{
    private const int FilesPerRun = 200;
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(2);

    /// <summary>Compares, and writes each difference.</summary>
    /// <returns>The exit code: success, a defect where the hosts differ, or that the other host cannot be started.</returns>
    public int Run()
    {
        string folder = Directory.CreateTempSubdirectory("smg-abi-").FullName;
        try
        {
            int differences = 0;
            WasmRuntimeOptions options = new()
            {
                CompileGuard = CompileGuard.None,
                MaxHeaderBytes = 16 << 20,
                MaxExecutionTimeMs = 20_000,
                PoolSize = 4,
            };
            using WasmRuntime fresh = new(options);
            using WasmRuntime keeps = new(options with { KeptInstances = 1, InlineConcurrency = 1 });
            for (int done = 0; done < count; done += FilesPerRun)
            {
                differences += Compare([fresh, keeps], folder, [.. Enumerable.Range(first + done, Math.Min(FilesPerRun, count - done))]);
                Console.Error.WriteLine($"{Math.Min(done + FilesPerRun, count)} of {count} guests compared, {differences} differences");
            }

            Console.WriteLine($"{count} guests compared: {differences} differences");
            return differences == 0 ? ExitCode.Success : ExitCode.Defect;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// What the guest answers in a fresh instance, and in one that may have been reset. A guest with imports is called in its memory from
    /// the second call on.
    /// </summary>
    private static IEnumerable<AbiOutcome> Answers(WasmRuntime[] runtimes, WasmModule module) =>
        from runtime in runtimes
        from call in Enumerable.Range(0, 3)
        select AbiOutcome.Of(runtime.ExecuteAsync(module, AttachPoint.OnRequest, AbiGuests.Request).AsTask().GetAwaiter().GetResult());

    private int Compare(WasmRuntime[] runtimes, string folder, int[] seeds)
    {
        string[] files = [.. seeds.Select(seed => Path.Combine(folder, $"{seed}.wat"))];
        foreach ((int seed, string file) in seeds.Zip(files))
        {
            File.WriteAllText(file, new GeneratedGuest(seed).ToText());
        }

        Dictionary<string, AbiOutcome> expected = Ask(files)
            .Select(AbiOutcome.Parse)
            .ToDictionary(line => line.Guest, line => line.Outcome);
        int differences = 0;
        foreach ((int seed, string file) in seeds.Zip(files))
        {
            AbiOutcome wanted = expected[Path.GetFileName(file)];
            WasmModule module = WasmModule.FromBytes(Path.GetFileName(file), WatGuest.Parse(File.ReadAllText(file)));
            foreach (AbiOutcome found in Answers(runtimes, module).Where(found => found != wanted))
            {
                differences++;
                Console.WriteLine($"{new GeneratedGuest(seed)}: the other host says {wanted}, this one {found}");
            }
        }

        return differences;
    }

    private string[] Ask(string[] files)
    {
        string[] command = oracle.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ProcessStartInfo start = new(command[0], [.. command[1..], .. files]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{command[0]}' does not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(RunLimit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"'{command[0]}' does not end within {RunLimit.TotalMinutes} minutes");
        }

        return output.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
