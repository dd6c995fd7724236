// The words that scenarios are written in, as the lab's engine has them. The NBomber host has the same list for NBomber.
global using IResponse = Smg.Load.Scenarios.IResponse;
global using IScenarioContext = Smg.Load.Scenarios.IScenarioContext;
global using LoadSimulation = Smg.Load.Scenarios.LoadSimulation;
global using Response = Smg.Load.Scenarios.Response;
global using ScenarioProps = Smg.Load.Scenarios.ScenarioProps;
global using Simulation = Smg.Load.Scenarios.Simulation;
