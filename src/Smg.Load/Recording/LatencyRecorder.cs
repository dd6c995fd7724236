using System.Diagnostics;
using System.Numerics;
using Smg.Load.Scenarios;

namespace Smg.Load.Recording;

/// <summary>
/// Records the outcomes of a scenario's requests from any number of threads. It is split into stripes, more than there are
/// processors: a thread takes its processor's stripe, or the next free one, so that none waits for another.
/// </summary>
internal sealed class LatencyRecorder
{
    private static readonly double TicksPerMillisecond = Stopwatch.Frequency / 1e3;

    private readonly RecorderStripe[] _stripes;
    private readonly bool _separateResponse;

    /// <summary>An empty recorder.</summary>
    /// <param name="separateResponse">False where a request's intended start is its real one: the latencies are then recorded once.</param>
    public LatencyRecorder(bool separateResponse)
    {
        _separateResponse = separateResponse;
        _stripes = new RecorderStripe[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * Environment.ProcessorCount))];
        for (int i = 0; i < _stripes.Length; i++)
        {
            _stripes[i] = new RecorderStripe(separateResponse);
        }
    }

    /// <summary>Records a request. All times are Stopwatch ticks. False once the recorder is closed.</summary>
    public bool TryRecord(long intended, long start, long end, IResponse response)
    {
        long service = response.CustomLatencyMs is { } latency ? (long)(latency * TicksPerMillisecond) : end - start;
        RecorderStripe stripe = EnterAny();
        try
        {
            if (stripe.Closed)
            {
                return false;
            }

            OutcomeRecord record = response.IsError ? stripe.Fail : stripe.Ok;
            record.Record(CauseOf(response), response.Message, response.SizeBytes, service, start - intended + service, end);
            return true;
        }
        finally
        {
            stripe.Exit();
        }
    }

    /// <summary>Counts failures that have no latency, also after closing.</summary>
    public void RecordUntimed(string cause, long count)
    {
        RecorderStripe stripe = EnterAny();
        stripe.Fail.RecordUntimed(cause, count);
        stripe.Exit();
    }

    /// <summary>Records no further requests.</summary>
    public void Close()
    {
        foreach (RecorderStripe stripe in _stripes)
        {
            stripe.Enter();
            stripe.Closed = true;
            stripe.Exit();
        }
    }

    /// <summary>What was recorded so far, merged. Threads that record meanwhile use the other stripes.</summary>
    public (OutcomeRecord Ok, OutcomeRecord Fail) Merge()
    {
        OutcomeRecord ok = new(_separateResponse);
        OutcomeRecord fail = new(_separateResponse);
        foreach (RecorderStripe stripe in _stripes)
        {
            stripe.Enter();
            ok.Add(stripe.Ok);
            fail.Add(stripe.Fail);
            stripe.Exit();
        }

        return (ok, fail);
    }

    private static string CauseOf(IResponse response)
    {
        if (!string.IsNullOrEmpty(response.StatusCode))
        {
            return response.StatusCode;
        }

        if (!response.IsError)
        {
            return "ok";
        }

        return string.IsNullOrEmpty(response.Message) ? FailCauses.Unnamed : response.Message;
    }

    private RecorderStripe EnterAny()
    {
        int mask = _stripes.Length - 1;
        int first = Thread.GetCurrentProcessorId();
        SpinWait spin = default;
        while (true)
        {
            for (int i = 0; i <= mask; i++)
            {
                RecorderStripe stripe = _stripes[(first + i) & mask];
                if (stripe.TryEnter())
                {
                    return stripe;
                }
            }

            spin.SpinOnce();
        }
    }
}
