namespace Smg.Wasm.AspNetCore.Access;

/// <summary>How the access log is written.</summary>
internal enum AccessLogFormat
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>One line of text a request, for people.</summary>
    Text,

    /// <summary>One JSON object a line, for programs.</summary>
    Json,
}
