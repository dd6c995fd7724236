namespace Smg.Load.Running;

/// <summary>Observes something beside the requests during a measurement. Its methods are called on one thread of the engine.</summary>
public interface ILoadObserver
{
    /// <summary>Time between two samples.</summary>
    TimeSpan Interval { get; }

    /// <summary>The measurement begins: requests that start now count.</summary>
    void OnBegin();

    /// <summary>
    /// Takes a sample. Called every <see cref="Interval"/>, the first time one interval after <see cref="OnBegin"/>; samples that would be
    /// too late are left out.
    /// </summary>
    void OnSample();

    /// <summary>Every request has ended, or was abandoned at the drain timeout. Not called when <see cref="OnBegin"/> was not.</summary>
    void OnEnd();
}
