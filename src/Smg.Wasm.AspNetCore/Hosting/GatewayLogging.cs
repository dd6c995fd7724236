using Microsoft.Extensions.Logging.Console;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>How a gateway program logs to its standard output.</summary>
public static class GatewayLogging
{
    /// <summary>
    /// Makes the loggers. A line that standard output does not take is dropped and counted, so that an output that nobody reads blocks no
    /// request; what the forwarder logs of each failed request with its stack is left out, because the gateway logs such failures in one
    /// line a second.
    /// </summary>
    public static ILoggerFactory Create() =>
        LoggerFactory.Create(logging =>
        {
            logging
                .AddSimpleConsole(console => console.SingleLine = true)
                .AddFilter("Microsoft", LogLevel.Warning)
                .AddFilter("Yarp", LogLevel.Critical)
                .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
            logging.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        });
}
