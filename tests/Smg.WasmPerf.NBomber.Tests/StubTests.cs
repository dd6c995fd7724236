namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>The stand-in has the package's shape. Runs where <c>SMG_NBOMBER_SOURCE</c> names a folder with the package.</summary>
public sealed class StubTests
{
    private const string Variable = "SMG_NBOMBER_SOURCE";

    [Fact]
    public void Every_public_member_of_the_stand_in_is_one_of_the_package()
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(Directory.Exists(folder), $"{Variable} names no folder with NBomber 4.1.2");
        IReadOnlySet<string> package = PackageMembers.OfPackages(folder!, "NBomber");
        Assert.NotEmpty(package);
        IEnumerable<string> others = Stub()
            .Where(member => !package.Contains(member) && member != "type Microsoft.FSharp.Collections.FSharpList`1");
        Assert.True(!others.Any(), string.Join(Environment.NewLine, others));
    }

    [Fact]
    public void The_members_that_scenarios_are_written_with_are_read_from_metadata()
    {
        IReadOnlySet<string> members = Stub();
        Assert.Contains(
            "static NBomber.Contracts.LoadSimulation NBomber.CSharp.Simulation.Inject`0(Int32 rate, System.TimeSpan interval, "
                + "System.TimeSpan during)",
            members
        );
        Assert.Contains("NBomber.Contracts.ScenarioOperation.Bombing = 3", members);
        Assert.Contains("type NBomber.Contracts.Response`1", members);
    }

    private static IReadOnlySet<string> Stub() => PackageMembers.OfFile(typeof(NBomber.CSharp.NBomberRunner).Assembly.Location);
}
