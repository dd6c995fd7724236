namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>Fields that report the client's address, scheme and host to the upstream.</summary>
[Flags]
internal enum ClientFields
{
    /// <summary>No fields; those of the client are still removed.</summary>
    None = 0,

    /// <summary><c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c>.</summary>
    XForwarded = 1,

    /// <summary><c>Forwarded</c> (RFC 7239).</summary>
    Forwarded = 2,

    /// <summary>Both.</summary>
    Both = XForwarded | Forwarded,
}
