using System.Diagnostics;
using System.Runtime;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// Runs code until .NET's compiler leaves it alone. A web server is thousands of methods, each compiled up to three times as its calls are
/// counted: for seconds the compiler takes a part of the processors, and more of them where more code runs.
/// </summary>
internal static class JitWarmUp
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(12);

    /// <summary>Fewer methods than this, compiled while all blocks ran once, are the odd ones that are called now and then.</summary>
    private const int FewMethods = 15;

    /// <summary>Runs blocks in turn until few methods are compiled meanwhile, twice in a row, or for 12 seconds.</summary>
    public static void Settle(params Action[] blocks)
    {
        long start = Stopwatch.GetTimestamp();
        for (int quiet = 0; quiet < 2 && Stopwatch.GetElapsedTime(start) < Longest; )
        {
            long before = JitInfo.GetCompiledMethodCount();
            foreach (Action block in blocks)
            {
                block();
            }

            quiet = JitInfo.GetCompiledMethodCount() - before < FewMethods ? quiet + 1 : 0;
        }
    }
}
