using NBomber.CSharp;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

// dotnet run -- path/to/middleware.wasm [SECONDS]
using WasmRuntime runtime = new();
RegistrationResult registered = await new ModuleManager(runtime).RegisterFileAsync(
    new ModuleRegistration("middleware", [AttachPoint.OnRequest]),
    Path.GetFullPath(args[0])
);
WasmModule module = registered.Module?.Module ?? throw new InvalidOperationException(registered.Message);
MiddlewareRequest request = new()
{
    Method = "POST",
    Path = "/v1/chat/completions",
    Headers = [new("authorization", "Bearer demo")],
    Body = new byte[2048],
};
TimeSpan second = TimeSpan.FromSeconds(1);
TimeSpan during = args.Length > 1 ? second * int.Parse(args[1]) : 10 * second;

var scenario = Scenario
    .Create(
        "middleware",
        async context =>
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, request);
            return result.Failure is { } failure ? Response.Fail(failure.Cause.ToString()) : Response.Ok();
        }
    )
    .WithoutWarmUp()
    .WithLoadSimulations(Simulation.Inject(rate: 500, interval: second, during), Simulation.KeepConstant(copies: 4, during));

NBomberRunner.RegisterScenarios(scenario).Run();
