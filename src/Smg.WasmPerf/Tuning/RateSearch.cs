using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Tuning;

/// <summary>
/// Looks for the highest arrival rate under an objective: doubles the rate until a level does not pass, then bisects, then repeats the last
/// level that passed. An <see cref="Experiment"/> whose schedule follows from its own levels.
/// </summary>
/// <remarks>
/// A machine that is disturbed makes levels worse, never better: one does not pass when it missed twice, or when the generator was late in
/// five runs. A disturbance is not a limit of the generator: where the lowest levels are late, the ramp goes on above them. The maximum
/// must pass in a second measurement; else it counts as the first level that does not pass, and the search goes on below it.
/// </remarks>
/// <param name="options">Between which rates it looks.</param>
/// <param name="measure">Measures a rate: the rate, the run's purpose, and a token that ends it.</param>
public sealed class RateSearch(RateSearchOptions options, Func<int, string, CancellationToken, Task<RateVerdict>> measure)
{
    private const int MostMisses = 2;
    private const int MostLate = 5;
    private const int MostSkipped = 2;

    private readonly List<RateLevel> _levels = [];
    private readonly SortedSet<int> _passed = [];
    private int? _above;
    private int? _confirmed;
    private RateVerdict _limit;

    /// <summary>Searches.</summary>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<RateSearchOutcome> RunAsync(CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.From, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.To, options.From);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Precision, 0);
        _levels.Clear();
        _passed.Clear();
        (_above, _confirmed, _limit) = (null, null, RateVerdict.Passed);
        await new Experiment().RunAsync(Schedule(), MeasureAsync, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new(
            _confirmed,
            _confirmed is { } maximum && _passed.GetViewBetween(1, maximum - 1) is { Count: > 0 } lower ? lower.Max : null,
            _above,
            _limit,
            [.. _levels]
        );

        async Task MeasureAsync((int Rate, string Purpose) next) =>
            _levels.Add(new(next.Rate, await measure(next.Rate, next.Purpose, cancellationToken).ConfigureAwait(false), next.Purpose));
    }

    /// <summary>The levels to measure; each follows from how those before it did.</summary>
    private IEnumerable<(int Rate, string Purpose)> Schedule()
    {
        foreach ((int, string) level in Ramp())
        {
            yield return level;
        }

        while (_passed.Count > 0 && _confirmed is null)
        {
            foreach ((int, string) level in Bisect().Concat(Confirm()))
            {
                yield return level;
            }
        }
    }

    private IEnumerable<(int Rate, string Purpose)> Ramp()
    {
        List<int> skipped = [];
        for (int rate = options.From; _above is null; rate = (int)Math.Min(rate * 2L, options.To))
        {
            foreach ((int, string) level in Try(rate, "ramp"))
            {
                yield return level;
            }

            if (_passed.Count == 0 && _limit == RateVerdict.GeneratorLimited && skipped.Count < MostSkipped && rate < options.To)
            {
                skipped.Add(rate);
                _above = null;
            }

            if (rate == options.To)
            {
                break;
            }
        }

        // Where a lower level was late, a higher one that missed does not say that the lower misses too.
        if (_passed.Count == 0 && skipped.Count > 0)
        {
            (_above, _limit) = (skipped[0], RateVerdict.GeneratorLimited);
        }
    }

    private IEnumerable<(int Rate, string Purpose)> Bisect()
    {
        while (_above is { } above && _passed.Count > 0 && above - _passed.Max > Math.Max(1, _passed.Max * options.Precision))
        {
            // The geometric middle: what counts is the ratio of the two rates.
            int middle = (int)Math.Round(Math.Sqrt((double)above * _passed.Max));
            foreach ((int, string) level in Try(Math.Clamp(middle, _passed.Max + 1, above - 1), "bisect"))
            {
                yield return level;
            }
        }
    }

    private IEnumerable<(int Rate, string Purpose)> Confirm()
    {
        int rate = _passed.Max;
        _passed.Remove(rate);
        foreach ((int, string) level in Try(rate, "confirm"))
        {
            yield return level;
        }

        _confirmed = _passed.Contains(rate) ? rate : null;
    }

    /// <summary>A level, as often as it takes to know how it does.</summary>
    private IEnumerable<(int Rate, string Purpose)> Try(int rate, string purpose)
    {
        int missed = 0;
        int limited = 0;
        while (missed < MostMisses && limited < MostLate)
        {
            yield return (rate, missed + limited == 0 ? purpose : "again");
            switch (_levels[^1].Verdict)
            {
                case RateVerdict.Passed:
                    _passed.Add(rate);
                    yield break;
                case RateVerdict.Missed:
                    missed++;
                    break;
                default:
                    limited++;
                    break;
            }
        }

        // Of runs of both kinds, the miss is what was seen of the system.
        (_above, _limit) = (rate, missed > 0 ? RateVerdict.Missed : RateVerdict.GeneratorLimited);
    }
}
