namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>The fields that say where a request came from.</summary>
[Flags]
internal enum ClientFields
{
    /// <summary>None; those of the client are removed all the same.</summary>
    None = 0,

    /// <summary><c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c>.</summary>
    XForwarded = 1,

    /// <summary><c>Forwarded</c> (RFC 7239).</summary>
    Forwarded = 2,

    /// <summary>Both.</summary>
    Both = XForwarded | Forwarded,
}
