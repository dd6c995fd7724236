namespace Smg.WasmPerf.Wording;

/// <summary>What the sides of a comparison of option sets are, in words.</summary>
internal static class ArmOptions
{
    private const string Default = "the run's options unchanged";

    /// <summary>A side's options as plain text.</summary>
    /// <param name="options">What was set for the side alone.</param>
    public static string Plain(IReadOnlyList<string> options) => options.Count == 0 ? Default : string.Join(", ", options);

    /// <summary>A side's options with each as code.</summary>
    /// <param name="options">What was set for the side alone.</param>
    public static string Rich(IReadOnlyList<string> options) =>
        options.Count == 0 ? Default : string.Join(", ", options.Select(option => $"`{option}`"));
}
