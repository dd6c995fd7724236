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
    private static readonly SemaphoreSlim Places = new(Math.Max(4, Environment.ProcessorCount));
    private static readonly Timer Sweep = new(_ => EndIdle());

    /// <summary>Compiles a component in one of the processes.</summary>
    /// <param name="request">What is compiled.</param>
    /// <param name="limit">How long the caller waits, for a free process too.</param>
    public static CompileOutcome Compile(CompileRequest request, TimeSpan limit)
    {
        long start = Environment.TickCount64;
        if (!Places.Wait(limit))
        {
            return new CompileOutcome(CompileEnd.TimedOut, null, "Other compiles held all compiler processes.");
        }

        try
        {
            CompilerProcess process = Rent();
            TimeSpan left = limit - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
            CompileOutcome outcome = process.Compile(request, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
            Return(process);
            return outcome;
        }
        catch (InvalidOperationException e)
        {
            return new CompileOutcome(CompileEnd.Died, null, e.Message);
        }
        finally
        {
            Places.Release();
        }
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
