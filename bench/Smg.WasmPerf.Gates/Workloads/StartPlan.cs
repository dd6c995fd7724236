namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>A gateway that a process starts.</summary>
/// <param name="Manifest">The file of its modules, an absolute path.</param>
internal sealed record StartPlan(string Manifest)
{
    private const string Verb = "--start";

    /// <summary>The plan as arguments of a process.</summary>
    public IReadOnlyList<string> ToArguments() => [Verb, Manifest];

    /// <summary>The plan of a process's arguments; null where they are another program's.</summary>
    public static StartPlan? FromArguments(IReadOnlyList<string> arguments) =>
        arguments is [Verb, { } manifest] ? new StartPlan(manifest) : null;
}
