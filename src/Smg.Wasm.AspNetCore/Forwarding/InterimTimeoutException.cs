namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>An upstream sent an interim response (1xx) to HEAD and not the final one in time.</summary>
internal sealed class InterimTimeoutException()
    : IOException("The upstream sent an interim response to HEAD, and the final one did not follow in time (HeadInterimTimeoutMs).");
