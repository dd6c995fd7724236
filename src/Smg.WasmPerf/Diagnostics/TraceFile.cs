using Microsoft.Diagnostics.Symbols;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Stacks;
using Microsoft.Diagnostics.Tracing.Stacks.Formats;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>Reads <c>.nettrace</c> files.</summary>
public static class TraceFile
{
    /// <summary>What the name of a trace's speedscope file ends with.</summary>
    public const string SpeedScopeExtension = ".speedscope.json";

    /// <summary>Writes the stacks of a trace as a speedscope file beside it, for https://www.speedscope.app.</summary>
    /// <param name="path">The trace.</param>
    /// <returns>The speedscope file.</returns>
    public static string WriteSpeedScope(string path)
    {
        string target = Path.ChangeExtension(path, null) + SpeedScopeExtension;
        return Read(
            path,
            log =>
            {
                using SymbolReader symbols = new(TextWriter.Null);
                MutableTraceEventStackSource stacks = new(log) { OnlyManagedCodeStacks = true };
                SampleProfilerThreadTimeComputer times = new(log, symbols) { IncludeEventSourceEvents = false };
                times.GenerateThreadTimeStacks(stacks);
                SpeedScopeStackSourceWriter.WriteStackViewAsJson(stacks, target);
                return target;
            }
        );
    }

    /// <summary>Opens a trace. TraceEvent reads one by way of an indexed file, which is deleted again.</summary>
    internal static T Read<T>(string path, Func<TraceLog, T> read)
    {
        string indexed = Path.Combine(Path.GetTempPath(), $"smg-{Guid.NewGuid():N}.etlx");
        try
        {
            TraceLog.CreateFromEventPipeDataFile(path, indexed, new TraceLogOptions { ContinueOnError = true });
            using TraceLog log = new(indexed);
            return read(log);
        }
        finally
        {
            File.Delete(indexed);
        }
    }
}
