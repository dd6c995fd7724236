namespace Smg.WasmPerf.Wording;

/// <summary>Why a row of a generator that fell behind is not a result.</summary>
internal static class GeneratorLimit
{
    /// <summary>The sentence.</summary>
    public const string Sentence =
        "generator-limited: the load generator fell behind its schedule, so this row is not a result; the machine was too busy "
        + "or the rate too high for it";
}
