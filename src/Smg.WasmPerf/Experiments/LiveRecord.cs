using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Experiments;

/// <summary>The rounds of one case of a live comparison.</summary>
/// <param name="options">How many pairs a round has, and the smallest effect of interest.</param>
internal sealed class LiveRecord(LiveComparisonOptions options)
{
    private readonly List<double> _ratios = [];
    private readonly List<double> _controls = [];
    private readonly List<double> _a = [];
    private readonly List<double> _b = [];

    /// <summary>What is known after the last round.</summary>
    public Estimate? Estimate { get; private set; }

    /// <summary>Whether a planned look has found a verdict: no further round is run.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>Runs a round.</summary>
    /// <param name="sides">The round's sides.</param>
    /// <param name="order">Draws the orders.</param>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    public void RunRound(ComparisonArms sides, Random order, CancellationToken cancellationToken)
    {
        PairRound pairs = new(options.WarmUpPairs, options.PairsPerRound, order.Next());
        bool controlFirst = order.Next(2) == 0;
        if (controlFirst)
        {
            RunControl();
        }

        // The B side goes first by name: the ratio is that of B over A.
        Estimate ratio = pairs.Run(new PairedWorkload(sides.B, sides.A), cancellationToken);
        _ratios.Add(ratio.Ratio.Median);
        _b.Add(ratio.AboveUs);
        _a.Add(ratio.BelowUs);
        if (!controlFirst)
        {
            RunControl();
        }

        void RunControl() => _controls.Add(pairs.Run(new PairedWorkload(sides.Control, sides.A), cancellationToken).Ratio.Median);
    }

    /// <summary>Works out what is known after a round.</summary>
    /// <param name="elapsed">Time since the comparison began.</param>
    public void Update(TimeSpan elapsed) =>
        Estimate = new Estimate
        {
            Ratio = MedianInterval.Of(_ratios),
            Control = MedianInterval.Of(_controls),
            Samples = [.. _ratios],
            AboveUs = MedianInterval.Of(_b).Median,
            BelowUs = MedianInterval.Of(_a).Median,
            Pairs = _ratios.Count * options.PairsPerRound,
            Effect = options.Effect,
            Elapsed = elapsed,
        };

    /// <summary>Looks at the verdict.</summary>
    public void Look()
    {
        if (Estimate is { Verdict: not ComparisonVerdict.Undecided } decided)
        {
            (Estimate, IsDecided) = (decided with { StopReason = StopReason.Decided }, true);
        }
    }
}
