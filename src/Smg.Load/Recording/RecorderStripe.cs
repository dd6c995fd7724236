namespace Smg.Load.Recording;

/// <summary>One of a recorder's parts. Whoever entered it has it alone until they leave.</summary>
internal sealed class RecorderStripe(bool separateResponse)
{
    private int _held;

    /// <summary>The requests that succeeded.</summary>
    public OutcomeRecord Ok { get; } = new(separateResponse);

    /// <summary>The requests that failed.</summary>
    public OutcomeRecord Fail { get; } = new(separateResponse);

    /// <summary>True once nothing more is recorded.</summary>
    public bool Closed { get; set; }

    /// <summary>Enters without waiting; false when someone else is in.</summary>
    public bool TryEnter() => Volatile.Read(ref _held) == 0 && Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    /// <summary>Enters, waiting as long as it takes.</summary>
    public void Enter()
    {
        SpinWait spin = default;
        while (!TryEnter())
        {
            spin.SpinOnce();
        }
    }

    /// <summary>Leaves.</summary>
    public void Exit() => Volatile.Write(ref _held, 0);
}
