using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>
/// Measures candidates in rounds of interleaved pairs of blocks beside the default, so that what slows the machine slows both.
/// </summary>
/// <remarks>
/// A round's median ratio is one sample, as in <see cref="LiveComparison"/>: where a side comes to lie in memory stays for its life.
/// </remarks>
/// <param name="sides">Sets candidates up.</param>
/// <param name="options">How they are measured.</param>
/// <param name="round">Called after each round.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed class PairedMeasurer(IArmFactory sides, PairedMeasurerOptions options, Action? round = null, TimeProvider? time = null)
    : ICandidateMeasurer
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Random _order = new(options.Seed);

    /// <inheritdoc/>
    public TuneMeasurement Measure(TuningStage stage, Candidate candidate, TimeSpan time, CancellationToken cancellationToken)
    {
        List<Estimate> rounds = [];
        string? failure = null;
        new Experiment(_time).Run(
            Schedules.Pairs(_order),
            candidateFirst =>
            {
                failure = RunRound(candidate, candidateFirst, rounds, cancellationToken);
                round?.Invoke();
            },
            new RoundsRule(() => failure is not null, options.MinRounds, time),
            cancellationToken
        );
        bool measured = failure is null;
        return new TuneMeasurement
        {
            Stage = stage,
            Settings = candidate.Settings,
            Seconds = time.TotalSeconds,
            Gains = measured ? [.. rounds.Select(one => one.Ratio.Median)] : [],
            CostUs = measured ? MedianInterval.Of(rounds.Select(one => one.BelowUs)).Median : double.NaN,
            DefaultCostUs = measured ? MedianInterval.Of(rounds.Select(one => one.AboveUs)).Median : double.NaN,
            Failure = failure,
        };
    }

    /// <inheritdoc/>
    public ComparisonResult Compare(string name, Candidate a, Candidate b, TimeSpan time, CancellationToken cancellationToken)
    {
        LiveComparison comparison = new(
            new LiveComparisonOptions
            {
                Effect = options.Effect,
                TimeBudget = time,
                PairsPerRound = options.PairsPerRound,
                WarmUpPairs = options.WarmUpPairs,
                Seed = options.Seed,
            },
            _time
        );
        Estimate estimate = comparison.Run(
            () => ComparisonArms.Make(_order, () => sides.Make(a), () => sides.Make(b)),
            _ => round?.Invoke(),
            cancellationToken
        );
        return estimate.ToResult(name, a.Settings, b.Settings);
    }

    /// <summary>Runs a round; the reason why when the candidate failed. The default's failure is the caller's affair.</summary>
    private string? RunRound(Candidate candidate, bool candidateFirst, List<Estimate> rounds, CancellationToken cancellationToken)
    {
        string? failure = null;
        IArm? other = null;
        try
        {
            // Set up in a new random order: what the first finds in memory is not always the default's.
            other = candidateFirst ? Guard(() => sides.Make(candidate)) : null;
            using IArm @default = sides.Make(Candidate.Default);
            other ??= Guard(() => sides.Make(candidate));
            PairedWorkload workload = new(@default.RunBlock, () => Guard(other.RunBlock));
            PairRound pairs = new(options.WarmUpPairs, options.PairsPerRound, _order.Next());
            rounds.Add(pairs.Run(workload, cancellationToken));
        }
        catch (FailedSideException exception)
        {
            failure = exception.Message;
        }
        finally
        {
            other?.Dispose();
        }

        return failure;
    }

    /// <summary>Tells the candidate's failure from the default's.</summary>
    private static T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (CandidateException exception)
        {
            throw new FailedSideException(exception.Message);
        }
    }

    /// <summary>Ends a measurement whose candidate failed, or that has its rounds and its time.</summary>
    private sealed class RoundsRule(Func<bool> hasFailed, int minRounds, TimeSpan time) : IStopRule
    {
        private int _rounds;

        public StopReason? Look(TimeSpan elapsed) =>
            hasFailed() ? StopReason.Decided
            : ++_rounds >= minRounds && elapsed >= time ? StopReason.TimeBudget
            : null;
    }

    private sealed class FailedSideException(string message) : Exception(message);
}
