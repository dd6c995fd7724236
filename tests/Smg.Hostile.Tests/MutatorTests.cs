using System.Globalization;
using Smg.Hostile.Probe;
using Smg.Hostile.Probe.Mutation;

namespace Smg.Hostile.Tests;

/// <summary>
/// Damaged components in another process: five hundred, and twenty thousand every night. SMG_MUTANTS and
/// SMG_MUTANT_SEED choose other ones.
/// </summary>
[Trait("Category", "Hostile")]
public sealed class MutatorTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Deaths after which the rest is not worth trying.</summary>
    private const int MaxDeaths = 20;

    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(2);

    private static readonly int Seed = TestAmount.FromEnvironment("SMG_MUTANT_SEED", 20_261);
    private static readonly int Count = TestAmount.FromEnvironment("SMG_MUTANTS", 500);

    private readonly string _folder = Directory.CreateTempSubdirectory("smg-mutants-").FullName;
    private readonly List<string> _deaths = [];

    [Fact]
    public async Task No_mutant_ends_the_process_or_harms_another_guest()
    {
        long tried = 0;
        long accepted = 0;
        long refused = 0;
        List<string> defects = [];
        for (long first = 0; first < Count && _deaths.Count < MaxDeaths; )
        {
            (ProbeEnd end, long[] running, (long Tried, long Accepted, long Refused) counts) = await Try(first, Count - first);
            tried += counts.Tried;
            accepted += counts.Accepted;
            refused += counts.Refused;
            output.WriteLine(end.Output);
            defects.AddRange(end.Output.Split('\n').Where(line => line.StartsWith("defect: ", StringComparison.Ordinal)));
            if (end.ExitCode is ExitCode.Success or ExitCode.Defect)
            {
                break;
            }

            Assert.True(running.Length > 0, $"the probe ended without a mutant: {end}");
            foreach (long number in running)
            {
                tried++;
                await Blame(number, end, onlyOne: running.Length == 1);
            }

            first = running.Max() + 1;
        }

        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"mutants tried {tried}, accepted {accepted}, refused {refused}, deaths {_deaths.Count}, seed {Seed}"
        );
        output.WriteLine(summary);
        Assert.True(_deaths.Count == 0, $"{summary}\n{string.Join('\n', _deaths)}");
        Assert.True(defects.Count == 0, $"{summary}\n{string.Join('\n', defects)}");
        Assert.True(tried >= Count, summary);
        Assert.InRange((double)accepted / tried, 0.1, 0.9);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Tries one of those that ran when the process died again, alone, and keeps it when it is the one.</summary>
    private async Task Blame(long number, ProbeEnd death, bool onlyOne)
    {
        (ProbeEnd end, _, _) = await Try(number, 1);
        bool again = end.ExitCode is not (ExitCode.Success or ExitCode.Defect);
        if (!again && !onlyOne)
        {
            return;
        }

        string saved = Path.Combine(Path.GetTempPath(), $"smg-mutant-{Seed}-{number}.wasm");
        await ProbeProcess.Run(["save", "--seed", Text(Seed), "--first", Text(number), "--file", saved]);
        string last = death.Error.Length > 600 ? death.Error[^600..] : death.Error;
        _deaths.Add(
            $"seed {Seed}, mutant {number}, kept in {saved}, {(again ? "dies alone too" : "does not die alone")}: exit code "
                + $"{death.ExitCode}: {last}"
        );
    }

    private async Task<(ProbeEnd End, long[] Running, (long Tried, long Accepted, long Refused) Counts)> Try(long first, long count)
    {
        string path = Path.Combine(_folder, $"{first}-{count}");
        using MutantProgress progress = MutantProgress.Open(path);
        long triedBefore = 0;
        TimeSpan movedAt = TimeSpan.Zero;
        ProbeEnd end = await ProbeProcess.Run(
            ["mutate", "--seed", Text(Seed), "--first", Text(first), "--count", Text(count), "--progress", path],
            isStuck: elapsed =>
            {
                if (progress.Counts.Tried != triedBefore)
                {
                    triedBefore = progress.Counts.Tried;
                    movedAt = elapsed;
                }

                return elapsed - movedAt > StuckAfter;
            }
        );
        long[] running =
        [
            .. Enumerable.Range(0, MutantProgress.Threads).Select(progress.Running).Where(number => number != MutantProgress.None),
        ];
        return (end, running, progress.Counts);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
