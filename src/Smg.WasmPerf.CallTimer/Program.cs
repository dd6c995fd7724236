using System.Globalization;
using Smg.Wasm;
using Smg.WasmPerf.CallTimer;

// One line of calls, answered with 'ready'; then lines of 'INDEX COUNT', each answered with the mean time of a call in microseconds.
// What goes wrong is answered with 'error: ...', and the end of the input ends the process.
const int WarmUpCalls = 300;
try
{
    IReadOnlyList<TimedCall> calls = TimedCall.Read(Console.ReadLine() ?? "");
    Dictionary<string, WasmRuntime> runtimes = calls
        .Select(call => call.Dispatch)
        .Distinct()
        .ToDictionary(dispatch => dispatch, dispatch => new WasmRuntime(TimedOptions.Of(dispatch)));
    CallTarget[] targets = [.. calls.Select(call => new CallTarget(call, runtimes[call.Dispatch]))];
    foreach (CallTarget target in targets)
    {
        target.Run(WarmUpCalls);
    }

    Console.WriteLine("ready");
    while (Console.ReadLine() is { } line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        int index = int.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture);
        int count = int.Parse(line.AsSpan(space + 1), CultureInfo.InvariantCulture);
        Console.WriteLine(targets[index].Run(count).ToString("R", CultureInfo.InvariantCulture));
    }

    return 0;
}
catch (Exception exception)
{
    Console.WriteLine("error: " + exception.GetBaseException().Message.ReplaceLineEndings(" "));
    return 1;
}
