using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine;

namespace NBomber.CSharp;

/// <summary>Registers and runs scenarios.</summary>
public static class NBomberRunner
{
    /// <summary>Registers scenarios that run side by side.</summary>
    /// <param name="scenarios">The scenarios.</param>
    public static NBomberContext RegisterScenarios(params ScenarioProps[] scenarios) => new(scenarios);

    /// <summary>Names the suite.</summary>
    /// <param name="context">The run.</param>
    /// <param name="testSuite">The name.</param>
    public static NBomberContext WithTestSuite(this NBomberContext context, string testSuite) => context.Suite(testSuite);

    /// <summary>Names the test.</summary>
    /// <param name="context">The run.</param>
    /// <param name="testName">The name.</param>
    public static NBomberContext WithTestName(this NBomberContext context, string testName) => context.Test(testName);

    /// <summary>Sets the folder for reports and the log. What is in it is deleted.</summary>
    /// <param name="context">The run.</param>
    /// <param name="reportFolderPath">The folder.</param>
    public static NBomberContext WithReportFolder(this NBomberContext context, string reportFolderPath) => context.Folder(reportFolderPath);

    /// <summary>Turns reports off. The log stays.</summary>
    /// <param name="context">The run.</param>
    public static NBomberContext WithoutReports(this NBomberContext context) => context.NoReports();

    /// <summary>Runs the scenarios.</summary>
    /// <param name="context">The run.</param>
    public static NodeStats Run(this NBomberContext context) => Session.Run(context);
}
