using Smg.WasmPerf.Gates.Workloads;

if (CallerPlan.FromArguments(args) is { } plan)
{
    return CallerProgram.Run(plan, Console.In, Console.Out);
}

Console.Error.WriteLine("The gates are run by './run-bench.sh gate'.");
return 2;
