namespace Smg.Wasm.Failures;

/// <summary>How far a call had come when it failed.</summary>
public enum FailureStage
{
    /// <summary>Before it was queued: the call itself was refused.</summary>
    Admission,

    /// <summary>Waiting for a worker.</summary>
    Queue,

    /// <summary>Compiling the component.</summary>
    Compile,

    /// <summary>Making the instance, the guest's start functions included.</summary>
    Instantiate,

    /// <summary>Running the attach point's function.</summary>
    Call,

    /// <summary>Reading what the guest returned.</summary>
    Decode,

    /// <summary>Applying what the guest decided.</summary>
    Apply,
}
