namespace Smg.Wasm.AspNetCore.Access;

/// <summary>Formats of the access log.</summary>
internal enum AccessLogFormat
{
    /// <summary>The access log is off.</summary>
    Off,

    /// <summary>One line of text per request, for people.</summary>
    Text,

    /// <summary>One line with a JSON object per request, for programs.</summary>
    Json,
}
