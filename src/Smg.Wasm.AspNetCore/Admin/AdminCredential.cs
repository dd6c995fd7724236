using System.Security.Cryptography;
using System.Text;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>
/// The key of the admin API. Keys are compared by their digests, in constant time: the time that it takes reveals nothing about the key.
/// </summary>
/// <param name="key">The key; empty when none is wanted.</param>
internal sealed class AdminCredential(string key)
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _digest = key.Length == 0 ? null : Digest(key);

    /// <summary>
    /// Whether a request brings the key, as <c>Authorization: Bearer KEY</c> or <c>X-API-Key: KEY</c>; always when none is wanted.
    /// </summary>
    public bool IsIn(HttpRequest request) => _digest is null || Matches(Given(request));

    private bool Matches(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Digest(given), _digest);

    private static string? Given(HttpRequest request) =>
        request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? authorization[Scheme.Length..].Trim()
        : request.Headers["X-API-Key"] is [{ } key] ? key
        : null;

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
