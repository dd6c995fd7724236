using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Fixtures.CanonicalAbi;

/// <summary>
/// What a guest answers, in the words in which an independent host states it: the action with its parts, or the step that refuses it.
/// </summary>
/// <param name="Text">One line that two hosts agree on.</param>
public sealed partial record AbiOutcome(string Text)
{
    /// <summary>Characters of a list that is stated item by item.</summary>
    private const int MaxListed = 10_000;

    /// <summary>Reads a line of <c>outcomes.jsonl</c>, or of a host that writes such lines.</summary>
    public static (string Guest, AbiOutcome Outcome) Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(RustEscape().Replace(line, Unescape));
        JsonElement root = document.RootElement;
        string guest = root.GetProperty("guest").GetString()!;
        if (root.TryGetProperty("refused", out JsonElement refused))
        {
            return (guest, new AbiOutcome($"refused: {refused.GetString()}"));
        }

        return (
            guest,
            new AbiOutcome(
                root.GetProperty("action").GetString() switch
                {
                    "continue" => "continue",
                    "reject" => $"reject {root.GetProperty("status").GetInt32()}",
                    _ => $"modify status={root.GetProperty("status").GetRawText()} set={Pairs(root.GetProperty("set"))} "
                        + $"add={Pairs(root.GetProperty("add"))}"
                        + $" remove={Names(root.GetProperty("remove"))} body={root.GetProperty("body").GetString() ?? "null"}",
                }
            )
        );
    }

    /// <summary>States how a call ended.</summary>
    public static AbiOutcome Of(ExecutionResult result) =>
        result.Failure is { } failure ? new AbiOutcome($"refused: {Step(failure)}") : Of(result.Action!);

    /// <summary>States an action.</summary>
    public static AbiOutcome Of(MiddlewareAction action) =>
        new(
            action switch
            {
                RejectAction reject => string.Create(CultureInfo.InvariantCulture, $"reject {reject.Status}"),
                ModifyAction modify =>
                    $"modify status={modify.Status?.ToString(CultureInfo.InvariantCulture) ?? "null"} set={Pairs(modify.HeadersSet)} "
                        + $"add={Pairs(modify.HeadersAdd)}"
                        + $" remove={Listed(modify.HeadersRemove.Count, modify.HeadersRemove)} body={Body(modify.BodyReplace)}",
                _ => "continue",
            }
        );

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Step(ExecutionFailure failure) =>
        failure.Cause switch
        {
            FailureCause.MemoryLimit or FailureCause.TableLimit or FailureCause.InstanceLimit => "limit",
            FailureCause.ImportMissing => "link",
            FailureCause.AttachPointMissing => "export",
            FailureCause.AttachPointFunctionInvalid => "type",
            FailureCause.CompileFailed => "compile",
            FailureCause.InstanceCreateFailed => "instantiate",
            FailureCause.Trap or FailureCause.InvalidResult => "call",
            _ => $"{failure.Stage} {failure.Cause}",
        };

    private static string Pairs(IReadOnlyList<Header> headers) =>
        Listed(headers.Count, headers.Select(header => $"{header.Name}={header.Value}"));

    private static string Pairs(JsonElement list) =>
        list.ValueKind == JsonValueKind.String
            ? list.GetString()!
            : Listed(list.GetArrayLength(), list.EnumerateArray().Select(pair => $"{pair[0].GetString()}={pair[1].GetString()}"));

    private static string Names(JsonElement list) =>
        list.ValueKind == JsonValueKind.String
            ? list.GetString()!
            : Listed(list.GetArrayLength(), list.EnumerateArray().Select(name => name.GetString()!));

    private static string Listed(int count, IEnumerable<string> items)
    {
        string text = string.Join(", ", items);
        return text.Length > MaxListed ? $"{count} entries" : $"[{text}]";
    }

    private static string Body(ReadOnlyMemory<byte>? body) =>
        body is not { } bytes ? "null" : $"{bytes.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes.Span))[..16]}";

    private static string Unescape(Match match) =>
        match.Groups[1].Success
            ? string.Concat(
                char.ConvertFromUtf32(int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                    .Select(c => $"\\u{(int)c:x4}")
            )
            : "'";

    /// <summary>Escapes that JSON does not know: Rust's for characters beyond ASCII, and for an apostrophe.</summary>
    [GeneratedRegex(@"\\u\{([0-9a-f]+)\}|\\'")]
    private static partial Regex RustEscape();
}
