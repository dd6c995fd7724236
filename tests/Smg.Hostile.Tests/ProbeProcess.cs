using System.Diagnostics;

namespace Smg.Hostile.Tests;

/// <summary>The probe as its own process.</summary>
internal static class ProbeProcess
{
    private const string Program = "Smg.Hostile.Probe.dll";

    /// <summary>Starts the probe and waits for its end.</summary>
    /// <param name="arguments">The probe's command line.</param>
    /// <param name="limits">Shell commands that come first, for instance <c>ulimit -n 256;</c>.</param>
    /// <param name="environment">Variables to set, as <c>NAME=value</c>.</param>
    /// <param name="folder">Where the probe lies; null for this test's own folder.</param>
    /// <param name="isStuck">Asked each second; when it says so, the probe is killed.</param>
    public static async Task<ProbeEnd> Run(
        IReadOnlyList<string> arguments,
        string limits = "",
        IReadOnlyList<string>? environment = null,
        string? folder = null,
        Func<TimeSpan, bool>? isStuck = null
    )
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{limits} exec env \"$@\"");
        foreach (
            string argument in (string[])
                ["probe", .. environment ?? [], dotnet, Path.Combine(folder ?? AppContext.BaseDirectory, Program), .. arguments]
        )
        {
            start.ArgumentList.Add(argument);
        }

        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task exit = process.WaitForExitAsync();
        while (await Task.WhenAny(exit, Task.Delay(1000)) != exit)
        {
            if (isStuck?.Invoke(Stopwatch.GetElapsedTime(begin)) ?? Stopwatch.GetElapsedTime(begin) > TimeSpan.FromMinutes(2))
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return new ProbeEnd(process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }
}
