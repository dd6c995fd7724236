using System.Globalization;
using Smg.WasmPerf.Gates.Workloads;

if (args is [CallerProgram.Verb, { } callers])
{
    return CallerProgram.Run(int.Parse(callers, CultureInfo.InvariantCulture), Console.In, Console.Out);
}

Console.Error.WriteLine("The gates are run by './run-bench.sh gate'.");
return 2;
