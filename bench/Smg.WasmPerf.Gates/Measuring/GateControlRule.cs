using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>What is measured beside the two sides, and what it says about the verdict.</summary>
/// <param name="Description">The control's value, in words.</param>
/// <param name="WhyBlind">Returns why the machine cannot show the gate's value now, in one sentence; null where the verdict counts.</param>
public sealed record GateControlRule(string Description, Func<GateResult, MedianInterval, string?> WhyBlind)
{
    /// <summary>The result with its control; skipped where the control says that the verdict means nothing.</summary>
    /// <param name="result">The result.</param>
    /// <param name="control">The control's value and interval.</param>
    public GateResult Apply(GateResult result, MedianInterval control)
    {
        GateResult reported = result with { Control = new GateControl(Description, control.Median, control.Low, control.High) };
        return WhyBlind(result, control) is { } reason ? reported with { Verdict = GateVerdict.Skipped, Reason = reason } : reported;
    }
}
