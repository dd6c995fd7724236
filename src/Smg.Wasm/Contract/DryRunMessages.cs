using Smg.Wasm.Failures;

namespace Smg.Wasm.Contract;

/// <summary>
/// What dry runs are made of: messages as clients send them, with and without a body, and some that few guests are tried with.
/// </summary>
/// <param name="maxBodyBytes">Bytes that a body may have.</param>
/// <param name="now">The time of the requests, in milliseconds since 1970.</param>
internal sealed class DryRunMessages(int maxBodyBytes, ulong now)
{
    /// <summary>The id of a dry run's requests.</summary>
    public const string RequestId = "dry-run";

    private static readonly byte[] Json = "{}"u8.ToArray();

    /// <summary>For a runtime whose bodies may have one byte.</summary>
    private static readonly byte[] ShortJson = "0"u8.ToArray();

    /// <summary>The headers of a message with a body.</summary>
    public static Header[] Headers { get; } = [new("content-type", "application/json")];

    /// <summary>What few guests are tried with: repeated names, an empty value, text beyond ASCII.</summary>
    public static Header[] UnusualHeaders { get; } =
    [
        new("accept", "*/*"),
        new("accept-language", "de"),
        new("accept-language", "en"),
        new("x-empty", ""),
        new("x-title", "„Größe“ 大小 😀"),
    ];

    /// <summary>The failure that an answer at OnError is about.</summary>
    public static ExecutionFailure Rehearsal { get; } = new(RequestId, FailureStage.Call, FailureCause.Timeout, "");

    /// <summary>The time of the requests.</summary>
    public ulong Now => now;

    /// <summary>Whether a body of a few bytes is allowed.</summary>
    public bool HasBody => maxBodyBytes >= Json.Length;

    /// <summary>A JSON body; empty where none is allowed.</summary>
    public byte[] Body => HasBody ? Json : [];

    /// <summary>JSON that is never empty.</summary>
    public JsonText Payload => JsonText.FromUtf8(HasBody ? Json : ShortJson);
}
