namespace Smg.WasmPerf.Load;

/// <summary>A request whose steps are recorded.</summary>
internal interface IStepContext
{
    /// <summary>Where they are recorded.</summary>
    StepRecorders Steps { get; }
}
