using System.Globalization;
using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.Load.Text;

// dotnet run -- URL CLIENTS SECONDS
using HttpClient client = new();
ScenarioProps scenario = Scenario
    .Create(
        "get",
        async context =>
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(args[0]), context.CancellationToken);
            return answer.IsSuccessStatusCode ? Response.Ok() : Response.Fail($"{(int)answer.StatusCode}");
        }
    )
    .WithoutWarmUp()
    .WithThresholds(Threshold.MaxFailShare(0.01))
    .WithLoadSimulations(
        Simulation.KeepConstant(
            int.Parse(args[1], CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(int.Parse(args[2], CultureInfo.InvariantCulture))
        )
    );
ScenarioStats stats = (await LoadRunner.RegisterScenarios(scenario).RunAsync()).ScenarioStats[0];
Console.WriteLine(
    $"{stats.Ok.Request.Count} ok, {stats.Fail.Request.Count} failed, p99 {Quantity.Time(stats.ResponseTime.P99Us)}; "
        + $"{stats.BrokenThreshold ?? "within its limit"}"
);
return stats.BrokenThreshold is null ? 0 : 1;
