using System.Globalization;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>What the callers of a process call.</summary>
/// <param name="Callers">How many callers there are.</param>
/// <param name="Guest">The guest's name in the library.</param>
/// <param name="BodyBytes">The sizes of the bodies, which are sent in turn.</param>
internal sealed record CallerPlan(int Callers, string Guest, IReadOnlyList<int> BodyBytes)
{
    private const string Verb = "--callers";

    /// <summary>Callers of the minimal guest with bodies of 2 KB.</summary>
    public static CallerPlan Minimal(int callers) => new(callers, "minimal", [2 << 10]);

    /// <summary>The plan as arguments of a process.</summary>
    public IReadOnlyList<string> ToArguments() =>
        [
            Verb,
            Callers.ToString(CultureInfo.InvariantCulture),
            Guest,
            .. BodyBytes.Select(bytes => bytes.ToString(CultureInfo.InvariantCulture)),
        ];

    /// <summary>The plan of a process's arguments; null where they are another program's.</summary>
    public static CallerPlan? FromArguments(IReadOnlyList<string> arguments) =>
        arguments is [Verb, { } callers, { } guest, ..]
            ? new CallerPlan(
                int.Parse(callers, CultureInfo.InvariantCulture),
                guest,
                [.. arguments.Skip(3).Select(bytes => int.Parse(bytes, CultureInfo.InvariantCulture))]
            )
            : null;
}
