using System.Globalization;
using System.Runtime.CompilerServices;
using Prometheus;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>
/// An instrument of .NET as a metric of Prometheus. What it measures allocates nothing once all its labels have been seen.
/// </summary>
internal sealed class ExportedInstrument
{
    /// <summary>The tag that names a module.</summary>
    public const string ModuleTag = "smg.wasm.module";

    /// <summary>The text format has no place for them, and each value would look for its trace.</summary>
    private static readonly ExemplarBehavior WithoutExemplars = ExemplarBehavior.NoExemplars();

    private readonly string[] _tags;
    private readonly double _scale;
    private readonly Histogram? _histogram;
    private readonly Counter? _counter;

    private ExportedInstrument(string instrument, (string Tag, string Label)[] labels, double scale, Histogram? histogram, Counter? counter)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labels.Length, LabelValues.Length, nameof(labels));
        Instrument = instrument;
        _tags = [.. labels.Select(label => label.Tag)];
        _scale = scale;
        _histogram = histogram;
        _counter = counter;
    }

    /// <summary>The instrument's name.</summary>
    public string Instrument { get; }

    /// <summary>An instrument whose values are counted in buckets.</summary>
    /// <param name="factory">Makes the metric.</param>
    /// <param name="instrument">The instrument's name.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="help">The help text.</param>
    /// <param name="buckets">The buckets' upper ends, in the metric's unit.</param>
    /// <param name="scale">The instrument's unit in the metric's.</param>
    /// <param name="labels">The instrument's tags and the metric's labels for them; a tag that is not there is empty.</param>
    public static ExportedInstrument Histogram(
        IMetricFactory factory,
        string instrument,
        string metric,
        string help,
        double[] buckets,
        double scale,
        (string Tag, string Label)[] labels
    ) =>
        new(
            instrument,
            labels,
            scale,
            factory.CreateHistogram(
                metric,
                help,
                Names(labels),
                new HistogramConfiguration { Buckets = buckets, ExemplarBehavior = WithoutExemplars }
            ),
            null
        );

    /// <summary>An instrument whose values are added up.</summary>
    /// <param name="factory">Makes the metric.</param>
    /// <param name="instrument">The instrument's name.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="help">The help text.</param>
    /// <param name="labels">The instrument's tags and the metric's labels for them; a tag that is not there is empty.</param>
    public static ExportedInstrument Counter(
        IMetricFactory factory,
        string instrument,
        string metric,
        string help,
        (string Tag, string Label)[] labels
    ) =>
        new(
            instrument,
            labels,
            1,
            null,
            factory.CreateCounter(metric, help, Names(labels), new CounterConfiguration { ExemplarBehavior = WithoutExemplars })
        );

    /// <summary>Takes a value.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        LabelValues buffer = default;
        Span<string> values = buffer;
        values = values[.._tags.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Find(tags, _tags[i]);
        }

        _histogram?.WithLabels(values).Observe(value * _scale);
        _counter?.WithLabels(values).Inc(value);
    }

    /// <summary>Takes out the series of modules that are gone.</summary>
    /// <param name="isKnown">Whether a module of a name is still there.</param>
    public void Forget(Func<string, bool> isKnown)
    {
        int at = Array.IndexOf(_tags, ModuleTag);
        if (at < 0)
        {
            return;
        }

        string[][] all = [.. _histogram?.GetAllLabelValues() ?? _counter!.GetAllLabelValues()];
        foreach (string[] values in all.Where(values => values[at].Length > 0 && !isKnown(values[at])))
        {
            _histogram?.RemoveLabelled(values);
            _counter?.RemoveLabelled(values);
        }
    }

    private static string[] Names((string Tag, string Label)[] labels) => [.. labels.Select(label => label.Label)];

    private static string Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value as string ?? Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return "";
    }

    /// <summary>Room for labels on the stack.</summary>
    [InlineArray(Length)]
    private struct LabelValues
    {
        public const int Length = 5;

        private string _first;
    }
}
