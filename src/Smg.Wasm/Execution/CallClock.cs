using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Execution;

/// <summary>When the guest that an executor runs was started. Written by the executor's thread alone; others may read it.</summary>
internal sealed class CallClock
{
    private Padded _started;

    /// <summary>When the guest was started, as <see cref="Stopwatch.GetTimestamp"/> counts; 0 while none runs.</summary>
    public long StartedAt => Volatile.Read(ref _started.At);

    /// <summary>The guest starts now.</summary>
    /// <returns>Now.</returns>
    public long Start()
    {
        long now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _started.At, now);
        return now;
    }

    /// <summary>The call has ended.</summary>
    /// <returns>When its guest was started; 0 where it was not.</returns>
    public long Stop()
    {
        long startedAt = _started.At;
        Volatile.Write(ref _started.At, 0);
        return startedAt;
    }

    /// <summary>Two cache lines before and behind: executors that run calls at once share none.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 264)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long At;
    }
}
