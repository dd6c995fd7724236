namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Which values of a configuration may be secrets: those are never shown.</summary>
internal static class SecretKeys
{
    /// <summary>What is shown in a secret's place.</summary>
    public const string Mask = "***";

    /// <summary>A name that has one of these words is of a secret.</summary>
    private static readonly string[] Words =
    [
        "key",
        "password",
        "passwd",
        "secret",
        "token",
        "credential",
        "authorization",
        "cookie",
        "connectionstring",
    ];

    /// <summary>Names that have such a word and are of no secret.</summary>
    private static readonly string[] Harmless = ["KeyPath"];

    /// <summary>Whether a value may be a secret. The configuration of modules is always one: the guest alone knows what it is.</summary>
    /// <param name="key">The key, with colons between its parts.</param>
    public static bool IsSecret(string key)
    {
        string[] parts = key.Split(':');
        int headers = Array.FindIndex(parts, part => part.Equals("Headers", StringComparison.OrdinalIgnoreCase));
        return IsSecretName(parts[^1])
            || (headers >= 0 && headers + 1 < parts.Length && IsSecretName(parts[headers + 1]))
            || Array.Exists(parts, part => part.Equals(nameof(WasmModuleOptions.Environment), StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSecretName(string name) =>
        !Harmless.Contains(name, StringComparer.OrdinalIgnoreCase)
        && Array.Exists(Words, word => name.Replace("-", "", StringComparison.Ordinal).Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A value as it may be shown: secrets, and user names and passwords in addresses, are masked.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    public static string Show(string key, string value) => value.Length > 0 && IsSecret(key) ? Mask : GatewayOptions.Mask(value);
}
