using Microsoft.Extensions.Configuration;

namespace Smg.Gateway.Tests.Configuration;

public sealed class MisspeltSectionsTests
{
    [Theory]
    [InlineData("SmgWsm:AdminKey", "SmgWasm")]
    [InlineData("smg_wasm:Modules:auth:Path", "SmgWasm")]
    [InlineData("Gatway:Upstream", "Gateway")]
    [InlineData("Gateways:Upstream", "Gateway")]
    [InlineData("Kestral:Endpoints:A:Url", "Kestrel")]
    [InlineData("SMGWASM:AdminKey", null)]
    [InlineData("gateway:Upstream", null)]
    [InlineData("Serilog:MinimumLevel", null)]
    [InlineData("SmgWsm", null)]
    public void A_section_that_is_almost_one_that_is_read_is_an_error(string key, string? meant)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [key] = "x" })
            .Build();
        IReadOnlyList<string> errors = MisspeltSections.Find(configuration);
        if (meant is null)
        {
            Assert.Empty(errors);
        }
        else
        {
            Assert.StartsWith($"{key.Split(':')[0]} is unknown: did you mean {meant}?", Assert.Single(errors), StringComparison.Ordinal);
        }
    }
}
