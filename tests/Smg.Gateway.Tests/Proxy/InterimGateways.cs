using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Gateways in front of an upstream that answers with interim responses (1xx).</summary>
public abstract partial class InterimGateways : IDisposable
{
    protected const string Hint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
    protected const string PassedHint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nx-request-id: id\r\n\r\n";
    protected const string Final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    protected const string Get = "GET /a HTTP/1.1\r\nHost: h\r\nx-request-id: id\r\n\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("smg-interim-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected async Task<TestGateway> StartAsync(SocketUpstream upstream, string scheme = "http", string protocols = "Http1")
    {
        Dictionary<string, string?> endpoint = new()
        {
            ["Kestrel:Endpoints:A:Url"] = $"{scheme}://127.0.0.1:0",
            ["Kestrel:Endpoints:A:Protocols"] = protocols,
        };
        using TestCertificate? certificate = scheme == "https" ? new TestCertificate(_folder) : null;
        if (certificate is not null)
        {
            endpoint["Kestrel:Endpoints:A:Certificate:Path"] = certificate.CertificatePath;
            endpoint["Kestrel:Endpoints:A:Certificate:KeyPath"] = certificate.KeyPath;
        }

        IConfigurationSection section = new ConfigurationBuilder().AddInMemoryCollection(endpoint).Build().GetSection("Kestrel");
        return await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address, Kestrel = section }
        );
    }

    /// <summary>Interim responses that an outcome was counted for.</summary>
    private protected static async Task<int> CountAsync(TestGateway gateway, string outcome)
    {
        Match count = Regex.Match(await gateway.MetricsAsync(), $"smg_gateway_interim_responses_total\\{{outcome=\"{outcome}\"\\}} (\\d+)");
        return count.Success ? int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("HTTP/1\\.1 \\d\\d\\d ")]
    protected static partial Regex StatusLine();
}
