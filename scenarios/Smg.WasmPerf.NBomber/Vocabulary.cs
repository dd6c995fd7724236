// The words that scenarios are written in, as NBomber has them. The scenarios' own project has the same list for the lab's engine.
global using NBomber.CSharp;
global using IResponse = NBomber.Contracts.IResponse;
global using IScenarioContext = NBomber.Contracts.IScenarioContext;
global using LoadSimulation = NBomber.Contracts.LoadSimulation;
global using Response = NBomber.CSharp.Response;
global using ScenarioProps = NBomber.Contracts.ScenarioProps;
global using Simulation = NBomber.CSharp.Simulation;
