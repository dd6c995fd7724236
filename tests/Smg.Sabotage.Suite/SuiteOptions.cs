using System.Globalization;

namespace Smg.Sabotage.Suite;

/// <summary>What the suite runs.</summary>
/// <param name="Harness">The harness built with the configuration Sabotage.</param>
/// <param name="Runs">Runs of each gate with each of its faults. Defaults to 3.</param>
/// <param name="Filter">Gates whose names hold one of these words, with commas between them; null for all.</param>
/// <param name="Table">Where the table is written too; null for the console alone.</param>
internal sealed record SuiteOptions(string Harness, int Runs, string? Filter, string? Table)
{
    private const int DefaultRuns = 3;

    /// <summary>Reads the command line: HARNESS [--runs N] [--filter WORDS] [--table FILE].</summary>
    /// <returns>Null where it is wrong.</returns>
    public static SuiteOptions? Parse(string[] args)
    {
        if (args is not [{ } harness, .. string[] rest] || rest.Length % 2 != 0)
        {
            return null;
        }

        SuiteOptions options = new(harness, DefaultRuns, null, null);
        foreach (string[] pair in rest.Chunk(2))
        {
            SuiteOptions? next = pair[0] switch
            {
                "--runs" when int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int runs) && runs > 0 =>
                    options with
                    {
                        Runs = runs,
                    },
                "--filter" => options with { Filter = pair[1] },
                "--table" => options with { Table = pair[1] },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return options;
    }

    /// <summary>Whether a gate is run.</summary>
    public bool Matches(string gate) =>
        Filter is null || Filter.Split(',').Any(word => gate.Contains(word, StringComparison.OrdinalIgnoreCase));
}
