namespace Smg.Load.Scenarios;

/// <summary>A source of data for requests. Safe to use from any thread.</summary>
/// <typeparam name="T">What a request gets.</typeparam>
public interface IDataFeed<out T>
{
    /// <summary>The next request's item.</summary>
    /// <param name="instanceNumber">The copy that makes the request, as <see cref="IScenarioContext.InstanceNumber"/> tells: what a
    /// constant feed goes by.</param>
    T GetNextItem(int instanceNumber = 0);
}
