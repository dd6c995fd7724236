namespace Smg.Load.Running;

/// <summary>Watches something beside the requests while a load is measured. Its methods are called on one thread of the engine.</summary>
public interface ILoadObserver
{
    /// <summary>Time between two samples.</summary>
    TimeSpan Interval { get; }

    /// <summary>The measurement begins: requests that start now count.</summary>
    void OnBegin();

    /// <summary>
    /// Looks. Called every <see cref="Interval"/>, the first time one interval after <see cref="OnBegin"/>; what comes too late is left
    /// out.
    /// </summary>
    void OnSample();

    /// <summary>Every request has ended, or was given up. Not called when <see cref="OnBegin"/> was not.</summary>
    void OnEnd();
}
