using Microsoft.Extensions.Logging.Console;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>Logging of a gateway program to standard output.</summary>
internal static class GatewayLogging
{
    /// <summary>
    /// Creates the loggers. A line that standard output does not take is dropped and counted, so that a blocked output does not stop
    /// requests; what the forwarder logs of each failed request with its stack is left out, because the gateway logs such failures in one
    /// line a second.
    /// </summary>
    public static ILoggerFactory Create() => LoggerFactory.Create(logging => Configure(logging));

    /// <summary>Logs as <see cref="Create"/> does, in a host.</summary>
    /// <param name="logging">The host's logging.</param>
    /// <param name="configuration">A configuration whose section <c>Logging</c> sets levels, after those of the gateway. Null, the
    /// default, for none.</param>
    public static void Configure(ILoggingBuilder logging, IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Yarp", LogLevel.Critical)
            .AddFilter("Microsoft.Hosting", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        if (configuration is not null)
        {
            logging.AddConfiguration(configuration.GetSection("Logging"));
        }
    }
}
