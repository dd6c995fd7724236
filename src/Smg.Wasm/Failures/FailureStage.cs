namespace Smg.Wasm.Failures;

/// <summary>The step of a call that failed.</summary>
public enum FailureStage
{
    /// <summary>Checking the call before it is queued.</summary>
    Admission,

    /// <summary>Waiting for a worker.</summary>
    Queue,

    /// <summary>Compiling the component.</summary>
    Compile,

    /// <summary>Instantiating the component, its start functions included.</summary>
    Instantiate,

    /// <summary>Running the attach point's function.</summary>
    Call,

    /// <summary>Reading what the guest returned.</summary>
    Decode,

    /// <summary>Applying the guest's action to the message.</summary>
    Apply,
}
