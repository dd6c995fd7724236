using System.Diagnostics;

namespace Smg.Gateway.Tests.Admin;

/// <summary>A gateway that was started from its command line.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private const int Terminate = 15;

    /// <summary>Begins a line that every start prints after its surfaces.</summary>
    private const string Last = "posture  bodies ";

    private readonly Process _process;

    private GatewayProcess(Process process, IReadOnlyList<string> lines)
    {
        _process = process;
        Lines = lines;
        Admin = new HttpClient { BaseAddress = Addresses("admin ").Single(), Timeout = 2 * Eventually.Limit };
    }

    /// <summary>A client of the admin API.</summary>
    public HttpClient Admin { get; }

    /// <summary>What it printed at its start.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Where it serves clients.</summary>
    public IReadOnlyList<Uri> Clients => Addresses("clients ");

    /// <summary>A gateway with a manifest, before an upstream that nobody is at.</summary>
    public static Task<GatewayProcess> StartAsync(string folder) =>
        StartAsync(["--upstream", "http://127.0.0.1:9", "--manifest", Path.Combine(folder, "m.json")]);

    /// <summary>A gateway on free ports.</summary>
    /// <param name="arguments">What follows on its command line.</param>
    /// <param name="environment">What is added to its environment.</param>
    /// <param name="isRead">Whether what it writes is read further; else its output fills.</param>
    public static async Task<GatewayProcess> StartAsync(
        string[] arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        bool isRead = true
    )
    {
        Process process = Start(
            ["--address", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--option", "PoolSize=8", .. arguments],
            environment
        );
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync().EndsAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(Last, StringComparison.Ordinal))
            {
                if (isRead)
                {
                    // The rest is the log: it must not fill the pipe.
                    _ = process.StandardOutput.ReadToEndAsync();
                }

                _ = process.StandardError.ReadToEndAsync();
                return new GatewayProcess(process, lines);
            }
        }

        throw new InvalidOperationException($"The gateway has ended: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Runs a gateway that does not start.</summary>
    /// <returns>Its exit code and what it wrote to standard error.</returns>
    public static async Task<(int Code, string Error)> FailAsync(params string[] arguments)
    {
        using Process process = Start(["--admin", "http://127.0.0.1:0", "--option", "PoolSize=8", .. arguments], null);
        try
        {
            _ = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync().EndsAsync();
            await process.WaitForExitAsync().EndsAsync();
            return (process.ExitCode, error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>The next line of an output that is not read further.</summary>
    public async Task<string> NextLineAsync() => await _process.StandardOutput.ReadLineAsync().EndsAsync() ?? "";

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

    private static Process Start(string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "smg-gateway.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private Uri[] Addresses(string of) =>
        [.. Lines.Where(line => line.StartsWith(of, StringComparison.Ordinal)).Select(line => new Uri(line[of.Length..].Trim()))];
}
