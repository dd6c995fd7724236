namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>What happens to an interim response (1xx) of an upstream.</summary>
internal static class InterimOutcome
{
    /// <summary>The client gets it.</summary>
    public const string Passed = "passed";

    /// <summary>Modules look at responses, and would not see this one.</summary>
    public const string ResponseModules = "response_modules";

    /// <summary>
    /// The client does not speak HTTP/1.1: HTTP/1.0 has no interim responses, and the server cannot send them over HTTP/2.
    /// </summary>
    public const string ClientProtocol = "client_protocol";

    /// <summary>The client waits for 100 (Continue), which the server may write at any moment.</summary>
    public const string ExpectContinue = "expect_continue";

    /// <summary>A line of it is not HTTP.</summary>
    public const string Malformed = "malformed";

    /// <summary>Its head is too long.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The client has taken nothing for a second, or is gone: no further one passes.</summary>
    public const string SlowClient = "slow_client";

    /// <summary>The final response has begun.</summary>
    public const string Late = "late";
}
