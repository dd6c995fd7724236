using Microsoft.Diagnostics.Tracing.Etlx;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>
/// Which methods the threads of a trace were in: for each, the share of the samples in which it was the innermost one outside of .NET's own
/// libraries. Native code and .NET's libraries count to the method that called them: threads stop for the profiler at their calls more than
/// elsewhere. Threads that do little but wait are left out.
/// </summary>
internal sealed class FrameShares
{
    private const double LeastWork = 0.2;

    /// <summary>What the names of methods begin with in which threads wait.</summary>
    private static readonly string[] Waits =
    [
        "System.Threading.",
        "System.Net.Sockets.",
        "Interop+Sys.Read",
        "Interop+Sys.Receive",
        "Interop+Sys.Poll",
        "Interop+Sys.Wait",
    ];

    /// <summary>What the names of methods begin with in which threads let themselves be stopped: it is their callers that work.</summary>
    private static readonly string[] Stops = ["System.Threading.Thread.PollGC", "System.Threading.Thread.<PollGC>"];

    /// <summary>What the names of .NET's own methods begin with.</summary>
    private static readonly string[] Libraries = ["System.", "Microsoft.", "Interop"];

    /// <summary>What the names of methods begin with that are the lab's own.</summary>
    private static readonly string[] Own =
    [
        typeof(EventSession).FullName + ".",
        typeof(TraceRecording).FullName + ".",
        typeof(RuntimeTimeline).FullName + ".",
    ];

    /// <summary>Adds up samples.</summary>
    /// <param name="threads">The stacks of each thread, innermost method first.</param>
    public FrameShares(IEnumerable<IReadOnlyList<string[]>> threads)
    {
        Dictionary<string, long> counts = [];
        foreach (IReadOnlyList<string[]> stacks in threads.Select(WithoutOwn).Where(Works))
        {
            foreach (string[] stack in stacks)
            {
                string method = stack.FirstOrDefault(frame => !Begins(frame, Libraries)) ?? stack[0];
                counts[method] = counts.GetValueOrDefault(method) + 1;
                Samples++;
            }
        }

        Shares = counts.ToDictionary(one => one.Key, one => (double)one.Value / Samples);
    }

    /// <summary>Samples that count.</summary>
    public long Samples { get; }

    /// <summary>The share of each method, from 0 to 1.</summary>
    public IReadOnlyDictionary<string, double> Shares { get; }

    /// <summary>Reads a trace.</summary>
    /// <param name="path">A <c>.nettrace</c> file of the sample profiler.</param>
    public static FrameShares Read(string path) =>
        new(
            TraceFile.Read(
                path,
                log =>
                    log.Events.Where(one => one.ProviderName == TraceRecording.SampleProvider)
                        .Select(sample => (sample.ThreadID, Stack: Frames(sample.CallStack()).ToArray()))
                        .Where(sample => sample.Stack.Length > 0)
                        .GroupBy(sample => sample.ThreadID, sample => sample.Stack)
                        .Select(thread => thread.ToList())
                        .ToList()
            )
        );

    private static IEnumerable<string> Frames(TraceCallStack? stack)
    {
        for (TraceCallStack? frame = stack; frame is not null; frame = frame.Caller)
        {
            if (frame.CodeAddress.FullMethodName is { Length: > 0 } name && !Begins(name, Stops))
            {
                yield return WithoutParameters(name);
            }
        }
    }

    private static string WithoutParameters(string name) =>
        name.IndexOf('(', StringComparison.Ordinal) is > 0 and int end ? name[..end] : name;

    private static bool Works(IReadOnlyList<string[]> stacks) =>
        stacks.Count(stack => !Begins(stack[0], Waits)) >= LeastWork * stacks.Count;

    private static IReadOnlyList<string[]> WithoutOwn(IReadOnlyList<string[]> stacks) =>
        [.. stacks.Where(stack => !stack.Any(frame => Begins(frame, Own)))];

    private static bool Begins(string frame, string[] with) => with.Any(one => frame.StartsWith(one, StringComparison.Ordinal));
}
