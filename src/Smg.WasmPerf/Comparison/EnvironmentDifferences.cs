using System.Globalization;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Comparison;

/// <summary>In what the environments of two runs differ.</summary>
/// <param name="Refused">What makes times incomparable: host, processor, cores, the runtime's options. One text each.</param>
/// <param name="Shown">What may be the very thing compared: system, .NET, Wasmtime, commit, options that one build alone has.</param>
public sealed record EnvironmentDifferences(IReadOnlyList<string> Refused, IReadOnlyList<string> Shown)
{
    /// <summary>Compares two environments.</summary>
    /// <param name="a">The A side's.</param>
    /// <param name="b">The B side's.</param>
    public static EnvironmentDifferences Of(EnvironmentInfo a, EnvironmentInfo b)
    {
        string[] names = [.. a.Options.Keys.Union(b.Options.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] common = [.. names.Where(name => a.Options.ContainsKey(name) && b.Options.ContainsKey(name))];
        return new(
            [
                .. Difference("host", a.Host, b.Host),
                .. Difference("processor", a.Cpu, b.Cpu),
                .. Difference("cores", a.Cores.ToString(CultureInfo.InvariantCulture), b.Cores.ToString(CultureInfo.InvariantCulture)),
                .. common.SelectMany(name => Difference($"option {name}", a.Options[name], b.Options[name])),
            ],
            [
                .. Difference("system", a.Os, b.Os),
                .. Difference(".NET", a.DotNet, b.DotNet),
                .. Difference("Wasmtime", a.Wasmtime, b.Wasmtime),
                .. Difference("commit", Commit(a), Commit(b)),
                .. names
                    .Except(common, StringComparer.Ordinal)
                    .Select(name =>
                        a.Options.TryGetValue(name, out string? value)
                            ? $"option {name} is {Text(value)} in A and unknown to B's build"
                            : $"option {name} is {Text(b.Options[name])} in B and unknown to A's build"
                    ),
            ]
        );
    }

    private static IEnumerable<string> Difference(string what, string a, string b) =>
        string.Equals(a, b, StringComparison.Ordinal) ? [] : [$"{what} is {Text(a)} in A and {Text(b)} in B"];

    private static string Commit(EnvironmentInfo environment) =>
        environment.Commit[..Math.Min(12, environment.Commit.Length)] + (environment.Dirty == true ? " with changes" : "");

    private static string Text(string value) => value.Length == 0 ? "empty" : value.ReplaceLineEndings(" ");
}
