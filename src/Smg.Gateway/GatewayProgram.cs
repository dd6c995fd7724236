using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.Wasm.Options;

namespace Smg.Gateway;

/// <summary>The gateway as a separate program.</summary>
internal static class GatewayProgram
{
    private const int Usage = 2;
    private const int CannotRun = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        GatewayCommand command = new();
        Option<Uri> upstream = GatewayCommand.Address("--upstream", "Where requests are forwarded to.", fallback: null);
        Option<string[]> option = new("--option")
        {
            Description = "An option of the runtime, for instance MaxExecutionTimeMs=50. Repeatable.",
            HelpName = "NAME=VALUE",
        };
        Option<string?> file = new("--options") { Description = "A JSON file with options of the runtime.", HelpName = "FILE" };
        RootCommand root = new(
            $"""
            A gateway that runs WebAssembly middleware on every request.

            The admin API registers modules (POST /wasm), lists them (GET), replaces them (PUT /wasm/UUID) and removes them (DELETE).
            The same port serves /health, /ready, /metrics and /openapi/v1.json. The admin API requires the key in the environment
            variable {GatewayOptions.AdminKeyVariable}; without a key it must be on a loopback address.
            Exit codes: 0 stopped on request, 2 wrong usage, 3 cannot run here.
            """
        )
        {
            upstream,
            option,
            file,
        };
        foreach (Option more in command.Options)
        {
            root.Add(more);
        }

        root.SetAction(
            (parse, cancellationToken) =>
                ServeAsync(
                    command.Read(
                        parse,
                        parse.GetValue(upstream)!,
                        () => OptionsLoader.Load(parse.GetValue(file), readEnvironment: true, parse.GetValue(option))
                    ),
                    cancellationToken
                )
        );
        ParseResult parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            return Fail(Usage, $"{parse.Errors[0].Message.TrimEnd('.')}. Try --help.");
        }

        try
        {
            // Draining has its own time: the command line waits for it, however long it is.
            return await parse
                .InvokeAsync(
                    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromDays(1) }
                )
                .ConfigureAwait(false);
        }
        catch (OptionsException e)
        {
            return Fail(Usage, $"{e.Message} Try --help.");
        }
        catch (IOException e)
        {
            return Fail(CannotRun, $"cannot run here: {e.Message}");
        }
        catch (Exception e) when (IsOfThisPlace(e))
        {
            return Fail(CannotRun, $"cannot run here: {e.GetBaseException().Message}");
        }
    }

    private static async Task<int> ServeAsync(GatewayOptions options, CancellationToken cancellationToken)
    {
        using ILoggerFactory loggers = GatewayLogging.Create();
        await using GatewayHost host = new(options, loggers);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }

        foreach (string address in host.Addresses)
        {
            Console.WriteLine($"clients  {address.TrimEnd('/')}/");
        }

        Console.WriteLine($"admin    {host.AdminAddress}");
        Console.WriteLine($"upstream {options.UpstreamText}");
        foreach (string line in GatewayPosture.Of(host))
        {
            Console.WriteLine($"posture  {line}");
        }

        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return 0;
    }

    /// <summary>
    /// Whether the machine or the listeners' configuration is why the gateway cannot run: a certificate that cannot be opened, an address
    /// that cannot be read.
    /// </summary>
    private static bool IsOfThisPlace(Exception exception) =>
        exception
            is InvalidOperationException
                or DllNotFoundException
                or PlatformNotSupportedException
                or UnauthorizedAccessException
                or CryptographicException
                or FormatException
                or ArgumentException
                or SocketException;

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"smg-gateway: {GatewayOptions.Mask(message)}");
        return code;
    }
}
