using Smg.Wasm.Contract;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Options;

/// <summary>Every pair of option values stands together in some runtime that starts, serves and ends.</summary>
public sealed class OptionPairsTests
{
    private static readonly (string Option, string[] Values)[] Axes =
    [
        ("Pooling", ["true", "false"]),
        ("PoolSize", ["8", "128"]),
        ("MemoryKeepResidentBytes", ["0", "65536", "1073741824"]),
        ("TableKeepResidentBytes", ["0", "1048576"]),
        ("MaxUnusedWarmSlots", ["0", "1", "100000"]),
        ("DecommitBatchSize", ["1", "10000"]),
        ("EngineSharing", ["Shared", "PerWorker"]),
        ("ConcurrencySupport", ["true", "false"]),
        ("OptimizationLevel", ["None", "Speed", "SpeedAndSize"]),
        ("InstanceUses", ["1", "3"]),
        ("Dispatch", ["Inline", "Workers"]),
        ("CallPath", ["Bridge", "Dynamic"]),
        ("MaxStackSize", ["65536", "1048576", "16777216"]),
        ("MaxMemoryPages", ["17", "1024", "65536"]),
        ("MaxTableElements", ["100", "20000"]),
        ("ThreadPoolSize", ["1", "2"]),
        ("PhaseTimings", ["true", "false"]),
    ];

    [Fact]
    public async Task No_pair_of_values_ends_the_process()
    {
        List<string[]> rows = Cover();
        Assert.InRange(rows.Count, 9, 40);
        foreach (string[] row in rows)
        {
            WasmRuntimeOptions options = OptionsLoader.Load(
                readEnvironment: false,
                assignments: [.. row, "InlineConcurrency=2", "MaxExecutionTimeMs=60000", "MaxQueueTimeMs=60000"]
            );
            using WasmRuntime runtime = new(options);
            for (int i = 0; i < 4; i++)
            {
                ExecutionResult result = await runtime.ExecuteAsync(Guests.EchoesBody, AttachPoint.OnRequest, Guests.Request);
                Assert.True(result.Succeeded, $"{string.Join(' ', row)}: {result.Failure}");
            }

            Assert.False((await runtime.ExecuteAsync(Guests.RecursesForever, AttachPoint.OnRequest, Guests.Request)).Succeeded);
            Assert.False((await runtime.ExecuteAsync(Guests.Traps, AttachPoint.OnRequest, Guests.Request)).Succeeded);
            Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        }
    }

    /// <summary>Greedy: each row takes, axis by axis, the value that covers most pairs that are still open.</summary>
    private static List<string[]> Cover()
    {
        HashSet<(int, int, int, int)> open = [];
        for (int a = 0; a < Axes.Length; a++)
        {
            for (int b = a + 1; b < Axes.Length; b++)
            {
                for (int x = 0; x < Axes[a].Values.Length; x++)
                {
                    for (int y = 0; y < Axes[b].Values.Length; y++)
                    {
                        open.Add((a, x, b, y));
                    }
                }
            }
        }

        List<string[]> rows = [];
        while (open.Count > 0)
        {
            // Begins with a pair that is open, so that every row covers something.
            (int firstAxis, int firstValue, int secondAxis, int secondValue) = open.Min();
            int[] row = new int[Axes.Length];
            Array.Fill(row, -1);
            row[firstAxis] = firstValue;
            row[secondAxis] = secondValue;
            for (int axis = 0; axis < Axes.Length; axis++)
            {
                if (row[axis] < 0)
                {
                    row[axis] = Enumerable.Range(0, Axes[axis].Values.Length).MaxBy(value => NewPairs(open, row, axis, value));
                }
            }

            open.RemoveWhere(pair => row[pair.Item1] == pair.Item2 && row[pair.Item3] == pair.Item4);
            rows.Add([.. row.Select((value, axis) => $"{Axes[axis].Option}={Axes[axis].Values[value]}")]);
        }

        return rows;
    }

    private static int NewPairs(HashSet<(int, int, int, int)> open, int[] row, int axis, int value) =>
        Enumerable
            .Range(0, row.Length)
            .Count(other =>
                row[other] >= 0
                && other != axis
                && open.Contains(other < axis ? (other, row[other], axis, value) : (axis, value, other, row[other]))
            );
}
