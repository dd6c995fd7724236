namespace Smg.Load.Scenarios;

/// <summary>A source of data for requests. Safe to use from any thread.</summary>
/// <typeparam name="T">The type of a request's item.</typeparam>
public interface IDataFeed<out T>
{
    /// <summary>The next request's item.</summary>
    /// <param name="instanceNumber">The copy that makes the request, as <see cref="IScenarioContext.InstanceNumber"/> says, by which a
    /// constant feed chooses.</param>
    T GetNextItem(int instanceNumber = 0);
}
