using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Wording;

if (GateProgram.Run(args, Console.In, Console.Out) is { } code)
{
    return code;
}

Console.Error.WriteLine($"The gates are run by '{LabCommand.Of("gate")}'.");
return 2;
