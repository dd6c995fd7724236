using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Comparison;

/// <summary>Compares two sides in rounds of interleaved blocks, with A against a second A in the same rounds as control.</summary>
/// <remarks>
/// Each round makes its sides anew, because where they come to lie in memory stays for their life: pairs of one round share that luck, so a
/// round's median ratio is one sample. The intervals are looked at after <see cref="LiveComparisonOptions.MinRounds"/> and then each time the
/// rounds have grown by an eighth, as in <see cref="PairedComparison"/>.
/// </remarks>
/// <param name="options">When to stop.</param>
/// <param name="time">The clock of the time budget; the system's when null.</param>
public sealed class LiveComparison(LiveComparisonOptions options, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly List<double> _ratios = [];
    private readonly List<double> _controls = [];
    private readonly List<double> _a = [];
    private readonly List<double> _b = [];

    /// <summary>Runs rounds until the verdict stands or the time is used up.</summary>
    /// <param name="prepare">Makes the sides of a round.</param>
    /// <param name="progress">Called after each round.</param>
    /// <param name="cancellationToken">Ends the comparison between two blocks.</param>
    public LiveEstimate Run(Func<LiveSides> prepare, Action<LiveEstimate>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Effect);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinRounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PairsPerRound, 1);
        _ratios.Clear();
        _controls.Clear();
        _a.Clear();
        _b.Clear();
        Random order = new(options.Seed);
        long began = _time.GetTimestamp();
        int nextLook = options.MinRounds;
        while (true)
        {
            RunRound(prepare, order, cancellationToken);
            LiveEstimate estimate = Estimate(_time.GetElapsedTime(began));
            progress?.Invoke(estimate);
            if (estimate.Elapsed >= options.TimeBudget)
            {
                return estimate;
            }

            if (_ratios.Count >= nextLook)
            {
                if (estimate.Verdict != ComparisonVerdict.Undecided)
                {
                    return estimate;
                }

                nextLook = _ratios.Count + Math.Max(1, _ratios.Count / 8);
            }
        }
    }

    private void RunRound(Func<LiveSides> prepare, Random order, CancellationToken cancellationToken)
    {
        using LiveSides sides = prepare();
        PairedComparison pairs = new(new PairedComparisonOptions
        {
            MinPairs = options.PairsPerRound,
            MaxPairs = options.PairsPerRound,
            WarmUpPairs = options.WarmUpPairs,
            TimeBudget = TimeSpan.MaxValue,
            Seed = order.Next(),
        });
        bool controlFirst = order.Next(2) == 0;
        if (controlFirst)
        {
            RunControl();
        }

        // The B side goes first by name: the ratio is that of B over A.
        RatioEstimate ratio = pairs.Run(new PairedWorkload(sides.B, sides.A), cancellationToken: cancellationToken);
        _ratios.Add(ratio.Median);
        _b.Add(ratio.AMedianUs);
        _a.Add(ratio.BMedianUs);
        if (!controlFirst)
        {
            RunControl();
        }

        void RunControl() => _controls.Add(pairs.Run(new PairedWorkload(sides.Control, sides.A), cancellationToken: cancellationToken).Median);
    }

    private LiveEstimate Estimate(TimeSpan elapsed) => new(
        options.Effect,
        MedianInterval.Of(_ratios),
        MedianInterval.Of(_controls),
        MedianInterval.Of(_a).Median,
        MedianInterval.Of(_b).Median,
        _ratios.Count * options.PairsPerRound,
        elapsed);
}
