namespace Smg.Gateway.Telemetry;

/// <summary>Why a message passed a module that did not see it.</summary>
internal static class SkipReason
{
    /// <summary>The response is a stream, and the module lets streams pass.</summary>
    public const string Stream = "stream";

    /// <summary>The request's body is longer than a module may get, and the module is open.</summary>
    public const string TooLarge = "body_too_large";

    /// <summary>The response has a content coding that the gateway cannot decode, and the module is open.</summary>
    public const string NotDecodable = "not_decodable";
}
