using System.Diagnostics;

namespace Smg.Gateway.Tests.Admin;

/// <summary>A gateway that was started from its command line.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;

    private GatewayProcess(Process process, Uri admin)
    {
        _process = process;
        Admin = new HttpClient { BaseAddress = admin, Timeout = 2 * Eventually.Limit };
    }

    public HttpClient Admin { get; }

    public static async Task<GatewayProcess> StartAsync(string folder)
    {
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "smg-gateway.dll"), "--upstream", "http://127.0.0.1:9", "--address", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--manifest", Path.Combine(folder, "m.json"), "--option", "PoolSize=8"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        process.Start();
        while (await process.StandardOutput.ReadLineAsync().EndsAsync() is { } line)
        {
            if (line.StartsWith("admin ", StringComparison.Ordinal))
            {
                // The rest is the log: it must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync();
                return new GatewayProcess(process, new Uri(line["admin ".Length..].Trim()));
            }
        }

        throw new InvalidOperationException($"The gateway has ended with {process.ExitCode}.");
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        using Process kill = Process.Start("kill", [$"-{Terminate}", $"{_process.Id}"]);
        await _process.WaitForExitAsync().EndsAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Admin.Dispose();
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
