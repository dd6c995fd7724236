using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Smg.Wasm.AspNetCore.Telemetry;

namespace Smg.Wasm.AspNetCore.Access;

/// <summary>
/// Writes one line for each request. A background thread writes, so that a blocked output never delays a request; lines that do not fit
/// into the queue are dropped and counted.
/// </summary>
internal sealed class AccessLog : IDisposable
{
    /// <summary>The counter of dropped lines.</summary>
    public const string Dropped = "smg.gateway.access_log.dropped";

    /// <summary>How long an end waits for lines that an output still may take.</summary>
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Bytes from which a write takes no further line: with a line of usual length it stays below 4,096, which a pipe takes whole or not at
    /// all. The end then tears no line.
    /// </summary>
    private const int BatchBytes = 2 * 1024;

    private readonly AccessLogOptions _options;
    private readonly WasmRuntime _runtime;
    private readonly TimeProvider _time;
    private readonly Channel<AccessEntry> _queue;
    private readonly Counter<long> _dropped;
    private readonly Thread _writer;
    private readonly Stream _output;
    private readonly object _lock;

    private AccessLog(AccessLogOptions options, WasmRuntime runtime, IMeterFactory meters)
    {
        (_options, _runtime, _time) = (options, runtime, TimeProvider.System);
        (_output, _lock) = options.Output is { } given ? (given, new object()) : (Console.OpenStandardOutput(), Console.Out);
        _queue = Channel.CreateBounded<AccessEntry>(new BoundedChannelOptions(_options.QueueLength) { SingleReader = true });
        _dropped = meters
            .Create(GatewayMeter.Name)
            .CreateCounter<long>(Dropped, "{line}", "Lines of the access log that were dropped because the output did not take them.");
        _writer = new Thread(Run) { IsBackground = true, Name = "access log" };
        _writer.Start();
    }

    /// <summary>The log that options ask for; null where they want none.</summary>
    public static AccessLog? Create(AccessLogOptions options, WasmRuntime runtime, IMeterFactory meters) =>
        options.Format == AccessLogFormat.Off ? null : new AccessLog(options, runtime, meters);

    /// <summary>Begins the entry of a request.</summary>
    /// <returns>Null where the sample leaves it out.</returns>
    public AccessEntry? Begin(HttpContext context)
    {
        if (_options.Sample < 1 && Random.Shared.NextDouble() >= _options.Sample)
        {
            return null;
        }

        return new AccessEntry(context, _runtime, _time);
    }

    /// <summary>Takes an entry that has ended. Never waits.</summary>
    public void Add(AccessEntry entry)
    {
        if (!_queue.Writer.TryWrite(entry))
        {
            _dropped.Add(1);
        }
    }

    /// <summary>Writes what waits, for as long as the output takes it within two seconds.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writer.Join(Flush);
    }

    private void Run()
    {
        ArrayBufferWriter<byte> lines = new();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            lines.ResetWrittenCount();
            int count = 0;
            while (lines.WrittenCount < BatchBytes && _queue.Reader.TryRead(out AccessEntry? entry))
            {
                AccessLine.Write(entry, _options.Format, lines);
                count++;
            }

            if (!TryWrite(lines.WrittenSpan))
            {
                _dropped.Add(count);
            }
        }
    }

    /// <summary>Writes whole lines. A full disk may have room again later, so a failure ends these lines alone.</summary>
    [SuppressMessage(
        "Reliability",
        "CA2002:Do not lock on objects with weak identity",
        Justification = "Console.Out locks on itself: the log writes there, and would tear lines."
    )]
    private bool TryWrite(ReadOnlySpan<byte> lines)
    {
        try
        {
            lock (_lock)
            {
                _output.Write(lines);
                _output.Flush();
            }

            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
