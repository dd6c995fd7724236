using System.Globalization;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>A command line carried out in this process.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">What went to standard output.</param>
/// <param name="Error">What went to standard error.</param>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public static async Task<CliRun> OfAsync(params string[] arguments)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter errors = new(CultureInfo.InvariantCulture);
        int code = await new CliProgram(new RunConsole(new PlainView(output)), output, errors).RunAsync(
            arguments,
            new ProcessEnd(_ => { }, () => { })
        );
        return new CliRun(code, output.ToString(), errors.ToString());
    }
}
