using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Wording;

if (CallerPlan.FromArguments(args) is { } plan)
{
    return CallerProgram.Run(plan, Console.In, Console.Out);
}

Console.Error.WriteLine($"The gates are run by '{LabCommand.Of("gate")}'.");
return 2;
