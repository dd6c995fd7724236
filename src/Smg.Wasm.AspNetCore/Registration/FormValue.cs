using System.Text.Json;

namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>A value in JSON, with its place for those who read the error.</summary>
/// <param name="element">The value.</param>
/// <param name="place">Where it is, for instance <c>modules[0].name</c>.</param>
/// <param name="isWhole">Whether all others are in it: their places then begin without its own.</param>
internal readonly struct FormValue(JsonElement element, string place, bool isWhole = false)
{
    private const int MaxShown = 60;

    /// <summary>Whether it is null.</summary>
    public bool IsNull => element.ValueKind == JsonValueKind.Null;

    /// <summary>The fields of an object.</summary>
    public IEnumerable<(string Name, FormValue Value)> Fields()
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Expected("an object");
        }

        return Enumerate(element, isWhole ? "" : place + ".");

        static IEnumerable<(string Name, FormValue Value)> Enumerate(JsonElement element, string before)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                string name = property.Name;
                yield return (name, new FormValue(property.Value, before + Shorten(name)));
            }
        }
    }

    /// <summary>The items of an array.</summary>
    /// <param name="max">How many there may be.</param>
    /// <param name="read">Reads one.</param>
    public IReadOnlyList<T> Items<T>(int max, Func<FormValue, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw Expected("an array");
        }

        if (element.GetArrayLength() > max)
        {
            throw Wrong($"has {element.GetArrayLength()} items, and at most {max} are allowed");
        }

        string array = place;
        return [.. element.EnumerateArray().Select((item, i) => read(new FormValue(item, $"{array}[{i}]")))];
    }

    /// <summary>A text.</summary>
    /// <param name="maxLength">How many characters it may have.</param>
    public string Text(int maxLength)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Expected("a string");
        return text.Length <= maxLength ? text : throw Wrong($"has {text.Length} characters, and at most {maxLength} are allowed");
    }

    /// <summary>A name out of a set, written exactly.</summary>
    /// <param name="lower">Whether names are written in lower case.</param>
    public T Name<T>(bool lower = false)
        where T : struct, Enum
    {
        string Write(T value) => lower ? value.ToString().ToLowerInvariant() : value.ToString();

        if (element.ValueKind == JsonValueKind.String)
        {
            string text = element.GetString()!;
            foreach (T value in Enum.GetValues<T>())
            {
                if (Write(value) == text)
                {
                    return value;
                }
            }
        }

        throw Expected(string.Join(" or ", Enum.GetValues<T>().Select(value => $"\"{Write(value)}\"")));
    }

    /// <summary>A whole number.</summary>
    public int Number() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number)
            ? number
            : throw Expected("a whole number of 32 bits");

    /// <summary>A whole number of 64 bits.</summary>
    public long LongNumber() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number)
            ? number
            : throw Expected("a whole number of 64 bits");

    /// <summary>An id.</summary>
    public Guid Id() => element.ValueKind == JsonValueKind.String && element.TryGetGuid(out Guid id) ? id : throw Expected("a UUID");

    /// <summary>True or false.</summary>
    public bool Truth() =>
        element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Expected("true or false");

    /// <summary>The error that this value is something else.</summary>
    public FormException Wrong(string what) => new($"{place} {what}");

    /// <summary>The error that a field is not known.</summary>
    public FormException Unknown(string name, string known) => new($"{place} has the unknown field '{Shorten(name)}'; {known}");

    private FormException Expected(string what) =>
        Wrong($"is {Shorten(element.ValueKind == JsonValueKind.Undefined ? "missing" : element.GetRawText())} but must be {what}");

    private static string Shorten(string text) =>
        text.Length <= MaxShown
            ? text
            : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxShown - 1]) ? MaxShown - 1 : MaxShown), "…");
}
