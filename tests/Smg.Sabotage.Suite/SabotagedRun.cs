using System.Diagnostics;
using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.Sabotage.Suite;

/// <summary>One run of the harness's gate command, with a fault or without.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Gate">The gate's result; null where it is missing.</param>
/// <param name="Time">How long it took, start of the process included.</param>
internal sealed record SabotagedRun(int ExitCode, GateResult? Gate, TimeSpan Time)
{
    /// <summary>Whether the gate turned red by name.</summary>
    public bool IsRed => ExitCode == 1 && Gate?.Verdict == GateVerdict.Failed;

    /// <summary>The run in a few words.</summary>
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Gate?.Verdict.ToString().ToLowerInvariant() ?? "no result"} "
                + $"{(Gate is null ? "" : Quantity.WithUnit(Gate.Value, Gate.Unit))} (exit {ExitCode}, {Time.TotalSeconds:F0} s)"
        );

    /// <summary>Runs one gate.</summary>
    /// <param name="harness">The harness.</param>
    /// <param name="gate">The gate's name.</param>
    /// <param name="fault">The fault; empty for none.</param>
    public static SabotagedRun Of(string harness, string gate, string fault)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-sabotage");
        try
        {
            ProcessStartInfo start = new("dotnet", ["exec", harness, "gate", "--filter", gate, "--out", folder.FullName, "--no-live"])
            {
                RedirectStandardOutput = true,
            };
            start.Environment["SMG_SABOTAGE"] = fault;
            Stopwatch watch = Stopwatch.StartNew();
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            string results = Path.Combine(folder.FullName, ResultsFile.FileName);
            GateResult? result = File.Exists(results) ? ResultsFile.Read(results).Gates.FirstOrDefault(one => one.Name == gate) : null;
            return new SabotagedRun(process.ExitCode, result, watch.Elapsed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
