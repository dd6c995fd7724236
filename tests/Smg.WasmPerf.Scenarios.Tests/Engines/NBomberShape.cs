// The shape of NBomber 4.1.2's public surface, as far as scenarios use it: names and types to compile against, and nothing to run.
namespace NBomber.Contracts.Stats
{
    public class RequestStats
    {
        public int Count => throw null!;

        public double RPS => throw null!;
    }

    public class LatencyStats
    {
        public double MinMs => throw null!;

        public double MeanMs => throw null!;

        public double MaxMs => throw null!;

        public double Percent50 => throw null!;

        public double Percent75 => throw null!;

        public double Percent95 => throw null!;

        public double Percent99 => throw null!;

        public double StdDev => throw null!;
    }

    public class StatusCodeStats
    {
        public string StatusCode => throw null!;

        public bool IsError => throw null!;

        public string Message => throw null!;

        public int Count => throw null!;
    }

    public class MeasurementStats
    {
        public RequestStats Request => throw null!;

        public LatencyStats Latency => throw null!;

        public StatusCodeStats[] StatusCodes => throw null!;
    }

    public class ScenarioStats
    {
        public string ScenarioName => throw null!;

        public MeasurementStats Ok => throw null!;

        public MeasurementStats Fail => throw null!;

        public int AllRequestCount => throw null!;

        public System.TimeSpan Duration => throw null!;
    }

    public class NodeStats
    {
        public ScenarioStats[] ScenarioStats => throw null!;

        public int AllRequestCount => throw null!;
    }
}

namespace NBomber.Contracts
{
    using System;
    using System.Collections.Generic;
    using System.Threading.Tasks;

    public interface IResponse
    {
        string StatusCode { get; }

        bool IsError { get; }

        long SizeBytes { get; }

        double LatencyMs { get; }

        string Message { get; }
    }

    public sealed class Response<T> : IResponse
    {
        public string StatusCode => throw null!;

        public bool IsError => throw null!;

        public long SizeBytes => throw null!;

        public double LatencyMs => throw null!;

        public string Message => throw null!;
    }

    public enum ScenarioOperation
    {
        Init = 0,
        Clean = 1,
        WarmUp = 2,
        Bombing = 3,
    }

    public sealed class ScenarioInfo
    {
        public string ThreadId => throw null!;

        public int ThreadNumber => throw null!;

        public string ScenarioName => throw null!;

        public TimeSpan ScenarioDuration => throw null!;

        public ScenarioOperation ScenarioOperation => throw null!;
    }

    public interface IScenarioContext
    {
        ScenarioInfo ScenarioInfo { get; }

        int InvocationNumber { get; }

        Dictionary<string, object> Data { get; }

        void StopScenario(string scenarioName, string reason);

        void StopCurrentTest(string reason);
    }

    public interface IScenarioInitContext
    {
        ScenarioInfo ScenarioInfo { get; }
    }

    public sealed class LoadSimulation
    {
        public bool IsRampingConstant => throw null!;

        public bool IsKeepConstant => throw null!;

        public bool IsRampingInject => throw null!;

        public bool IsInject => throw null!;

        public bool IsInjectRandom => throw null!;

        public bool IsPause => throw null!;
    }

    public sealed class ScenarioProps
    {
        public string ScenarioName => throw null!;

        public IEnumerable<LoadSimulation> LoadSimulations => throw null!;
    }

    public sealed class NBomberContext;
}

namespace NBomber.CSharp
{
    using System;
    using System.Threading.Tasks;
    using NBomber.Contracts;
    using NBomber.Contracts.Stats;

    public class Response
    {
        public static Response<object> Ok() => throw null!;

        public static Response<object> Fail() => throw null!;

        public static Response<object> Ok(string statusCode = "", long sizeBytes = 0, string message = "", double latencyMs = 0) => throw null!;

        public static Response<T> Ok<T>(string statusCode = "", long sizeBytes = 0, string message = "", double latencyMs = 0) => throw null!;

        public static Response<T> Ok<T>(T payload, string statusCode = "", long sizeBytes = 0, string message = "", double latencyMs = 0) => throw null!;

        public static Response<object> Fail(string statusCode = "", string message = "", long sizeBytes = 0, double latencyMs = 0) => throw null!;

        public static Response<T> Fail<T>(string statusCode = "", string message = "", long sizeBytes = 0, double latencyMs = 0) => throw null!;

        public static Response<T> Fail<T>(T payload, string statusCode = "", string message = "", long sizeBytes = 0, double latencyMs = 0) => throw null!;
    }

    public class Step
    {
        public static Task<Response<T>> Run<T>(string name, IScenarioContext context, Func<Task<Response<T>>> run) => throw null!;
    }

    public static class Scenario
    {
        public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run) => throw null!;

        public static ScenarioProps Empty(string name) => throw null!;

        public static ScenarioProps WithInit(this ScenarioProps scenario, Func<IScenarioInitContext, Task> initFunc) => throw null!;

        public static ScenarioProps WithClean(this ScenarioProps scenario, Func<IScenarioInitContext, Task> cleanFunc) => throw null!;

        public static ScenarioProps WithWarmUpDuration(this ScenarioProps scenario, TimeSpan duration) => throw null!;

        public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) => throw null!;

        public static ScenarioProps WithLoadSimulations(this ScenarioProps scenario, params LoadSimulation[] loadSimulations) => throw null!;

        public static ScenarioProps WithRestartIterationOnFail(this ScenarioProps scenario, bool shouldRestart) => throw null!;

        public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int maxFailCount) => throw null!;
    }

    public static class NBomberRunner
    {
        public static NBomberContext RegisterScenarios(params ScenarioProps[] scenarios) => throw null!;

        public static NBomberContext WithTestSuite(this NBomberContext context, string testSuite) => throw null!;

        public static NBomberContext WithTestName(this NBomberContext context, string testName) => throw null!;

        public static NBomberContext WithReportFolder(this NBomberContext context, string reportFolderPath) => throw null!;

        public static NBomberContext WithoutReports(this NBomberContext context) => throw null!;

        public static NodeStats Run(this NBomberContext context) => throw null!;
    }

    public class Simulation
    {
        public static LoadSimulation KeepConstant(int copies, TimeSpan during) => throw null!;

        public static LoadSimulation RampingConstant(int copies, TimeSpan during) => throw null!;

        public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) => throw null!;

        public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during) => throw null!;

        public static LoadSimulation InjectRandom(int minRate, int maxRate, TimeSpan interval, TimeSpan during) => throw null!;

        public static LoadSimulation Pause(TimeSpan during) => throw null!;
    }
}
