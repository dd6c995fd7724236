using Smg.Load.Histograms;
using Smg.Load.Scenarios;

namespace Smg.Load.Recording;

/// <summary>What was recorded of the requests that succeeded, or of those that failed. Not safe for several threads.</summary>
internal sealed class OutcomeRecord(bool separateResponse)
{
    private const int MostCauses = 1_000;

    private readonly Dictionary<string, CauseCount> _causes = [];
    private string? _lastCause;
    private CauseCount? _lastCount;

    /// <summary>How many requests.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes that they moved.</summary>
    public long Bytes { get; private set; }

    /// <summary>The Stopwatch tick at which the last one ended; 0 when none did.</summary>
    public long LastEnd { get; private set; }

    /// <summary>Real start to end; null when nothing was timed.</summary>
    public LatencyHistogram? Service { get; private set; }

    /// <summary>Intended start to end; the same histogram as <see cref="Service"/> where the two cannot differ.</summary>
    public LatencyHistogram? Response { get; private set; }

    /// <summary>How many by cause.</summary>
    public IReadOnlyDictionary<string, CauseCount> Causes => _causes;

    /// <summary>Records a request. Latencies and <paramref name="end"/> are Stopwatch ticks.</summary>
    public void Record(string cause, string? message, long bytes, long service, long response, long end)
    {
        CreateHistograms();
        Service!.Record(service);
        if (separateResponse)
        {
            Response!.Record(response);
        }

        Count++;
        Bytes += bytes;
        if (end > LastEnd)
        {
            LastEnd = end;
        }

        CountOf(cause, message).Count++;
    }

    /// <summary>Counts requests that have no latency.</summary>
    public void RecordUntimed(string cause, long count)
    {
        Count += count;
        CountOf(cause, null).Count += count;
    }

    /// <summary>Adds what another record holds.</summary>
    public void Add(OutcomeRecord other)
    {
        Count += other.Count;
        Bytes += other.Bytes;
        LastEnd = Math.Max(LastEnd, other.LastEnd);
        foreach ((string cause, CauseCount count) in other._causes)
        {
            CountOf(cause, count.Message).Count += count.Count;
        }

        if (other.Service is not null)
        {
            CreateHistograms();
            Service!.Add(other.Service);
            if (separateResponse)
            {
                Response!.Add(other.Response!);
            }
        }
    }

    private void CreateHistograms()
    {
        if (Service is null)
        {
            Service = new LatencyHistogram();
            Response = separateResponse ? new LatencyHistogram() : Service;
        }
    }

    private CauseCount CountOf(string cause, string? message)
    {
        if (ReferenceEquals(cause, _lastCause))
        {
            return _lastCount!;
        }

        if (!_causes.TryGetValue(cause, out CauseCount? count))
        {
            if (_causes.Count >= MostCauses && cause != FailCauses.Other)
            {
                return CountOf(FailCauses.Other, null);
            }

            count = new CauseCount(message);
            _causes.Add(cause, count);
        }

        _lastCause = cause;
        _lastCount = count;
        return count;
    }
}
