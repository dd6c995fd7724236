using System.Globalization;
using System.Text.Json;

namespace Smg.WasmPerf.Results;

/// <summary>Says what is wrong with a JSON text in words for its user: the serializer's own are for the author of the types.</summary>
internal static class JsonFault
{
    private const string MissingNames = "missing required properties including: ";

    /// <summary>What is wrong, as the end of a sentence.</summary>
    /// <param name="json">The text.</param>
    /// <param name="fault">What the serializer threw.</param>
    public static string Describe(string json, JsonException fault)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return "it is empty.";
        }

        int names = fault.Message.IndexOf(MissingNames, StringComparison.Ordinal);
        if (names >= 0)
        {
            string missing = fault.Message[(names + MissingNames.Length)..].Split('.')[0];
            return $"a value is missing{Where(fault)}: {missing.Replace("'", "", StringComparison.Ordinal)}.";
        }

        string line = string.Create(CultureInfo.InvariantCulture, $"line {(fault.LineNumber ?? 0) + 1}");
        return fault.Path is { Length: > 1 } ? $"the value{Where(fault)} is not one that it can have ({line})."
            : IsCut(json) ? $"it is cut off after {line}."
            : $"{line} is not JSON.";
    }

    private static string Where(JsonException fault) => fault.Path is { Length: > 2 } path ? $" at {path[2..]}" : "";

    /// <summary>An object or a list that does not end as one.</summary>
    private static bool IsCut(string json) =>
        (json.TrimStart()[0], json.TrimEnd()[^1]) is ('{', not '}') or ('[', not ']') || Depth(json) > 0;

    /// <summary>How many braces and brackets are open at the end, those in texts included: enough for a message.</summary>
    private static int Depth(string json) =>
        json.Sum(letter =>
            letter is '{' or '[' ? 1
            : letter is '}' or ']' ? -1
            : 0
        );
}
