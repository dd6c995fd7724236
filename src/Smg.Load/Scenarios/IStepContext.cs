namespace Smg.Load.Scenarios;

/// <summary>A request whose steps are recorded.</summary>
internal interface IStepContext
{
    /// <summary>Records a step.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="start">When it began, in Stopwatch ticks.</param>
    /// <param name="end">When it ended, in Stopwatch ticks.</param>
    /// <param name="response">What it came to.</param>
    void RecordStep(string name, long start, long end, IResponse response);
}
