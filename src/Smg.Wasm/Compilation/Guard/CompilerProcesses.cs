using Smg.Wasm.Compiler;

namespace Smg.Wasm.Compilation.Guard;

/// <summary>
/// The compiler processes of this process, shared by all its runtimes: they keep nothing of a compile but the kind of engine.
/// A process that has answered waits some seconds for the next component, for starting one costs more than most compiles.
/// </summary>
internal static class CompilerProcesses
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private static readonly Lock Gate = new();
    private static readonly Stack<CompilerProcess> Idle = new();
    private static readonly Timer Sweep = new(_ => EndIdle());

    /// <summary>Compiles a component in one of the processes.</summary>
    /// <param name="request">What is compiled.</param>
    /// <param name="limit">Processor time that it may take.</param>
    public static CompileOutcome Compile(CompileRequest request, TimeSpan limit)
    {
        CompilerProcess process;
        try
        {
            process = Rent();
        }
        catch (InvalidOperationException e)
        {
            return new CompileOutcome(CompileEnd.NotStarted, null, e.Message);
        }

        CompileOutcome outcome = process.Compile(request, limit);
        Return(process);
        return outcome;
    }

    private static CompilerProcess Rent()
    {
        while (true)
        {
            CompilerProcess? process;
            lock (Gate)
            {
                if (!Idle.TryPop(out process))
                {
                    break;
                }
            }

            if (!process.HasExited)
            {
                return process;
            }

            process.Dispose();
        }

        return CompilerProcess.Start();
    }

    private static void Return(CompilerProcess process)
    {
        if (!process.IsUsable)
        {
            process.Dispose();
            return;
        }

        lock (Gate)
        {
            Idle.Push(process);
            Sweep.Change(IdleTime, IdleTime);
        }
    }

    private static void EndIdle()
    {
        List<CompilerProcess> ended = [];
        lock (Gate)
        {
            CompilerProcess[] all = [.. Idle];
            Idle.Clear();
            for (int i = all.Length - 1; i >= 0; i--)
            {
                if (Environment.TickCount64 - all[i].LastUsed < IdleTime.TotalMilliseconds)
                {
                    Idle.Push(all[i]);
                }
                else
                {
                    ended.Add(all[i]);
                }
            }

            if (Idle.Count == 0)
            {
                Sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        ended.ForEach(process => process.Dispose());
    }
}
