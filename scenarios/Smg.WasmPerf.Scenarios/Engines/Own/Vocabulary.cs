// The words that scenarios are written in, as the lab's engine has them. The NBomber host has the same list for NBomber.
global using IResponse = Smg.WasmPerf.Load.IResponse;
global using IScenarioContext = Smg.WasmPerf.Load.IScenarioContext;
global using LoadSimulation = Smg.WasmPerf.Load.LoadSimulation;
global using Response = Smg.WasmPerf.Load.Response;
global using ScenarioProps = Smg.WasmPerf.Load.ScenarioProps;
global using Simulation = Smg.WasmPerf.Load.Simulation;
