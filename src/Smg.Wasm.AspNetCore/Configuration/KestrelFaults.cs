using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>
/// What is wrong with Kestrel's own section, where Kestrel would take a default for it, or end the start with one fault at a time.
/// </summary>
internal static class KestrelFaults
{
    private const string Endpoints = "Endpoints";
    private const string Protocols = "Protocols";
    private const string Example =
        """{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://127.0.0.1:8080", "Protocols": "Http2" } } } }""";

    /// <summary>What keeps the gateway from starting.</summary>
    /// <param name="kestrel">The section; it exists.</param>
    public static IEnumerable<ConfigurationFault> Find(IConfigurationSection kestrel)
    {
        IConfigurationSection[] endpoints = [.. kestrel.GetSection(Endpoints).GetChildren()];
        if (endpoints.Length == 0)
        {
            yield return new(kestrel.Path, $"has no section {Endpoints} with at least one endpoint: {Example}");
        }

        // Kestrel itself takes its default for what it does not know.
        foreach (IConfigurationSection endpoint in endpoints.Append(kestrel.GetSection("EndpointDefaults")))
        {
            if (endpoint[Protocols] is { } text && !Enum.GetNames<HttpProtocols>().Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                yield return new(
                    $"{endpoint.Path}:{Protocols}",
                    $"is '{text}' but must be one of {string.Join(", ", Enum.GetNames<HttpProtocols>())}"
                );
            }
        }
    }

    /// <summary>What Kestrel finds when it binds, without binding: addresses that cannot be read, files that are missing.</summary>
    /// <param name="kestrel">The section.</param>
    public static IEnumerable<ConfigurationFault> FindUnbound(IConfigurationSection kestrel)
    {
        foreach (IConfigurationSection endpoint in kestrel.GetSection(Endpoints).GetChildren())
        {
            if (UrlFault(endpoint["Url"]) is { } fault)
            {
                yield return new($"{endpoint.Path}:Url", fault);
            }
        }

        foreach (
            IConfigurationSection certificate in kestrel
                .GetSection(Endpoints)
                .GetChildren()
                .Select(endpoint => endpoint.GetSection("Certificate"))
                .Concat(kestrel.GetSection("Certificates").GetChildren())
        )
        {
            foreach (string key in new[] { "Path", "KeyPath" })
            {
                if (certificate[key] is { Length: > 0 } path && !File.Exists(path))
                {
                    yield return new($"{certificate.Path}:{key}", $"is '{path}', which does not exist");
                }
            }
        }
    }

    private static string? UrlFault(string? url)
    {
        if (string.IsNullOrEmpty(url))
        {
            return "is missing: an endpoint needs for instance http://127.0.0.1:8080";
        }

        try
        {
            _ = BindingAddress.Parse(url);
            return null;
        }
        catch (FormatException)
        {
            return $"is '{GatewayOptions.Mask(url)}' but must be for instance http://127.0.0.1:8080";
        }
    }
}
