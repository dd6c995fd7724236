using System.Globalization;
using System.Text;
using Smg.Sabotage.Suite;
using Smg.WasmPerf.Gates;

// Breaks the subject of each gate and sees whether the gate finds it: exit code 1 and the verdict Failed, in every run.
if (SuiteOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("usage: smg-sabotage HARNESS.dll [--runs N] [--filter WORD,WORD] [--table FILE]");
    return 2;
}

StringBuilder table = new();
int cells = 0;
int missed = 0;
IEnumerable<string> heads = Enumerable.Range(1, options.Runs).Select(run => FormattableString.Invariant($" run {run} |"));
Write($"| gate | fault |{string.Concat(heads)} found |");
Write($"|---|---|{string.Concat(Enumerable.Repeat("---|", options.Runs))}---|");
foreach (GateId id in Enum.GetValues<GateId>().Where(id => options.Matches(GateCatalogue.Find(id).Name)))
{
    string gate = GateCatalogue.Find(id).Name;
    IReadOnlyList<string> faults = GateFaults.Of(id);
    if (faults.Count == 0)
    {
        cells++;
        missed++;
        Write($"| {gate} | none | NO |");
    }

    foreach (string fault in faults)
    {
        SabotagedRun[] runs = [.. Enumerable.Range(0, options.Runs).Select(_ => SabotagedRun.Of(options.Harness, gate, fault))];
        bool isFound = runs.All(run => run.IsRed);
        cells++;
        missed += isFound ? 0 : 1;
        Write($"| {gate} | {fault} |{string.Concat(runs.Select(run => $" {run.Text} |"))} {(isFound ? "yes" : "NO")} |");
    }
}

string summary = string.Create(
    CultureInfo.InvariantCulture,
    $"{cells - missed} of {cells} faults found in {options.Runs} of {options.Runs} runs"
);
Write("");
Write(summary);
if (options.Table is { } file)
{
    File.WriteAllText(file, table.ToString());
}

return missed == 0 && cells > 0 ? 0 : 1;

void Write(string line)
{
    table.Append(line).Append('\n');
    Console.WriteLine(line);
}
