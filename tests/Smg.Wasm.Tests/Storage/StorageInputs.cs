using System.Text;
using System.Text.Json;
using CsCheck;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Tests.Storage;

/// <summary>Random storage operations.</summary>
internal static class StorageInputs
{
    private static readonly Gen<string> Ascii = Gen.String[Gen.Char['a', 'z'], 0, 30];

    /// <summary>Any UTF-16, lone surrogates and NUL among it.</summary>
    private static readonly Gen<string> Wild = Gen.OneOf(
        Gen.String[Gen.Char, 0, 20],
        Some("\0\n\"\\é\u07ff\u4e16\ufffd\uffff "),
        Some("😀👩𝄞aé"),
        Gen.Const("")
    );

    /// <summary>Text of every kind.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(Ascii, Wild);

    /// <summary>JSON as somebody may write it: with spaces, escapes, long numbers, repeated names.</summary>
    public static Gen<string> Json { get; } =
        Gen.Recursive<string>(
            (depth, inner) =>
                depth > 3
                    ? Scalar()
                    : Gen.Frequency(
                        (3, Scalar()),
                        (1, inner.Array[0, 4].Select(Space, (items, space) => $"[{space}{string.Join($"{space},", items)}]")),
                        (
                            2,
                            Gen.Select(JsonString(), inner)
                                .Array[0, 4]
                                .Select(
                                    Space,
                                    (fields, space) =>
                                        "{"
                                        + space
                                        + string.Join($",{space}", fields.Select(field => $"{field.Item1}{space}:{field.Item2}"))
                                        + "}"
                                )
                        )
                    )
        );

    public static Gen<ContextEntry[]> Context { get; } = Gen.Select(Text, Text, (key, value) => new ContextEntry(key, value)).Array[0, 8];

    public static Gen<ExtraColumn[]> Columns { get; } = Gen.Select(Text, Text, (name, value) => new ExtraColumn(name, value)).Array[0, 8];

    public static Gen<StorageBeforeInput> Before { get; } =
        Gen.Select(
            Gen.Enum<StorageOperation>(),
            Context,
            Json,
            (operation, context, json) =>
                new StorageBeforeInput
                {
                    Operation = operation,
                    Context = context,
                    Payload = Parsed(json),
                }
        );

    public static Gen<StorageAfterInput> After { get; } =
        Gen.Select(
            Gen.Enum<StorageOperation>(),
            Context,
            Json,
            Json,
            Columns,
            (operation, context, payload, result, extra) =>
                new StorageAfterInput
                {
                    Operation = operation,
                    Context = context,
                    Payload = Parsed(payload),
                    Result = JsonText.FromUtf8(Encoding.UTF8.GetBytes(result)),
                    Extra = extra,
                }
        );

    private static Gen<string> Space => Any("", " ", "\n\t");

    private static JsonText Parsed(string json) => JsonText.From(JsonDocument.Parse(json).RootElement);

    private static Gen<string> Scalar() =>
        Gen.OneOf(
            Any(
                "null",
                "true",
                "false",
                "0",
                "-0",
                "-0.0",
                "1e400",
                "1E-7",
                "0.1000000000000000055511151231257827",
                "18446744073709551616",
                "9007199254740993",
                "{}",
                "[]",
                "\"\""
            ),
            Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            JsonString()
        );

    private static Gen<string> JsonString() =>
        Gen.OneOf(
            Text.Select(text => JsonSerializer.Serialize(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), Relaxed)),
            Any("\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\/\\b\\u00e9\"", "\"😀\"")
        );

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Some of these characters in any order, halves of surrogate pairs among them.</summary>
    private static Gen<string> Some(string characters) =>
        Gen.Int[0, characters.Length - 1].Select(i => characters[i]).Array[0, 20].Select(chosen => new string(chosen));

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
