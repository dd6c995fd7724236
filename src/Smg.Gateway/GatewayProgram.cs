using System.Net.Sockets;
using System.Security.Cryptography;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.Wasm.Options;

namespace Smg.Gateway;

/// <summary>
/// The gateway as a separate program: the configuration is read and checked, and a host runs it until it is asked to end.
/// </summary>
internal static class GatewayProgram
{
    private const int Usage = 2;
    private const int CannotRun = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        if (GatewayCommandLine.Parse(args) is not { } line)
        {
            return 0;
        }

        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        GatewaySources sources = GatewaySources.AddTo(builder.Configuration, line);
        GatewayReading reading = GatewayReading.Of(builder.Configuration);
        if (line.IsCheck)
        {
            return Check(new ConfigurationReport(reading) { MoreErrors = sources.Errors, Warnings = sources.Warnings }, line.AsJson);
        }

        foreach (string warning in sources.Warnings)
        {
            Console.Error.WriteLine($"smg-gateway: warning: {warning}");
        }

        if (sources.Errors.Concat(reading.Errors).ToArray() is { Length: > 0 } errors)
        {
            return Refuse(errors);
        }

        GatewayLogging.Configure(builder.Logging, builder.Configuration);
        builder.Services.AddSmgGateway(builder.Configuration);
        return await HostAsync(builder).ConfigureAwait(false);
    }

    private static async Task<int> HostAsync(HostApplicationBuilder builder)
    {
        try
        {
            using IHost host = builder.Build();
            return await ServeAsync(host).ConfigureAwait(false);
        }
        catch (OptionsException e)
        {
            return Refuse(e.Errors);
        }
        catch (Exception e) when (IsOfThisPlace(e))
        {
            return Fail(CannotRun, $"cannot run here: {e.Message}");
        }
    }

    private static async Task<int> ServeAsync(IHost host)
    {
        try
        {
            await host.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was asked to end while it started.
            return 0;
        }

        GatewayHost gateway = host.Services.GetRequiredService<GatewayHost>();
        using SecondSignal second = new(() =>
        {
            Console.Error.WriteLine("smg-gateway: second signal: requests that still run are cut off");
            gateway.EndDrain();
        });
        foreach (string address in gateway.Addresses)
        {
            Console.WriteLine($"clients  {address.TrimEnd('/')}/");
        }

        Console.WriteLine($"admin    {gateway.AdminAddress}");
        Console.WriteLine($"upstream {gateway.Options.UpstreamText}");
        foreach (string text in GatewayPosture.Of(gateway))
        {
            Console.WriteLine($"posture  {text}");
        }

        await host.WaitForShutdownAsync().ConfigureAwait(false);
        return 0;
    }

    private static int Check(ConfigurationReport report, bool asJson)
    {
        if (asJson)
        {
            using Stream output = Console.OpenStandardOutput();
            report.WriteJson(output);
            output.Write("\n"u8);
        }
        else
        {
            report.WriteText(Console.Out, Console.Error);
        }

        return report.Errors.Count == 0 ? 0 : Usage;
    }

    /// <summary>
    /// Whether the machine or the listeners' configuration is why the gateway cannot run: a certificate that cannot be opened, an address
    /// that cannot be read.
    /// </summary>
    private static bool IsOfThisPlace(Exception exception) =>
        exception
            is IOException
                or InvalidOperationException
                or DllNotFoundException
                or PlatformNotSupportedException
                or UnauthorizedAccessException
                or CryptographicException
                or FormatException
                or ArgumentException
                or SocketException;

    private static int Refuse(IReadOnlyList<string> errors)
    {
        string[] lines = [.. errors.Select(error => $"\n  {error}")];
        return Fail(
            Usage,
            $"the configuration has "
                + $"{(lines.Length == 1 ? "an error" : $"{lines.Length} errors")}:{string.Concat(lines)}\n"
                + $"Try --check-config for every setting and its source, or --help."
        );
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"smg-gateway: {GatewayOptions.Mask(message)}");
        return code;
    }
}
