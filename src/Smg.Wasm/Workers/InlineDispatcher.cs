using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Workers;

/// <summary>Lets callers run calls on their own threads, a bounded number at once.</summary>
internal sealed class InlineDispatcher(IReadOnlyList<GuestExecutor> executors, int maxStackSize) : IDisposable
{
    private readonly GuestExecutor?[] _free = [.. executors];
    private int _closed;

    /// <summary>Takes an executor for one call.</summary>
    /// <returns>False when all are taken, when the thread's stack is too small for a guest, or after the end.</returns>
    public bool TryEnter([NotNullWhen(true)] out GuestExecutor? executor)
    {
        executor = null;
        if (Volatile.Read(ref _closed) != 0 || !StackRoom.IsAtLeast(maxStackSize + EngineHandle.StackHeadroomBytes))
        {
            return false;
        }

        for (int i = 0; i < _free.Length && executor is null; i++)
        {
            if (Volatile.Read(ref _free[i]) is not null)
            {
                executor = Interlocked.Exchange(ref _free[i], null);
            }
        }

        return executor is not null;
    }

    /// <summary>Gives an executor back.</summary>
    public void Leave(GuestExecutor executor)
    {
        for (int i = 0; ; i = (i + 1) % _free.Length)
        {
            if (Volatile.Read(ref _free[i]) is null && Interlocked.CompareExchange(ref _free[i], executor, null) is null)
            {
                return;
            }
        }
    }

    /// <summary>Lets nobody in any more and waits for those who are in.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _closed, 1);
        SpinWait wait = default;
        for (int left = _free.Length; left > 0;)
        {
            for (int i = 0; i < _free.Length; i++)
            {
                if (Interlocked.Exchange(ref _free[i], null) is { } executor)
                {
                    executor.Dispose();
                    left--;
                }
            }

            wait.SpinOnce();
        }
    }
}
