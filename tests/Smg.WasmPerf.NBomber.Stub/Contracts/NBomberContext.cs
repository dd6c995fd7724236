namespace NBomber.Contracts;

/// <summary>A run's scenarios and settings.</summary>
public sealed class NBomberContext
{
    internal NBomberContext(IReadOnlyList<ScenarioProps> scenarios) => Scenarios = scenarios;

    /// <summary>Name of the suite.</summary>
    public string TestSuite { get; private set; } = "nbomber_default_test_suite_name";

    /// <summary>Name of the test.</summary>
    public string TestName { get; private set; } = "nbomber_default_test_name";

    internal IReadOnlyList<ScenarioProps> Scenarios { get; }

    internal string? ReportFolder { get; private set; }

    internal bool HasReports { get; private set; } = true;

    internal NBomberContext Suite(string name) => Changed(copy => copy.TestSuite = name);

    internal NBomberContext Test(string name) => Changed(copy => copy.TestName = name);

    internal NBomberContext Folder(string path) => Changed(copy => copy.ReportFolder = path);

    internal NBomberContext NoReports() => Changed(copy => copy.HasReports = false);

    private NBomberContext Changed(Action<NBomberContext> change)
    {
        NBomberContext copy = new(Scenarios)
        {
            TestSuite = TestSuite,
            TestName = TestName,
            ReportFolder = ReportFolder,
            HasReports = HasReports,
        };
        change(copy);
        return copy;
    }
}
