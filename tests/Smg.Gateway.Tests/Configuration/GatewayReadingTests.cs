using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Smg.Gateway.Tests.Configuration;

/// <summary>
/// A gateway's configuration: every setting is read, every error named by its key and source, and the heavier source wins.
/// </summary>
public sealed class GatewayReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smg-reading-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Switches =>
        [
            .. GatewaySettings
                .All.Select(setting => ($"{GatewaySettings.Section}:{setting.Key}", setting.Switch))
                .Concat(SmgWasmSettings.All.Select(setting => ($"{SmgWasmSettings.Section}:{setting.Key}", setting.Switch)))
                .Where(one => one.Switch is not null)
                .Select(one => $"{one.Switch} {one.Item1}"),
        ];

    [Fact]
    public void Every_number_out_of_its_bounds_is_named_by_its_key_and_source_at_once()
    {
        Setting[] numbers = [.. Bounded()];
        Dictionary<string, string?> values = numbers.ToDictionary(
            setting => KeyOf(setting),
            setting => (string?)(setting.Minimum - 1)?.ToString(CultureInfo.InvariantCulture)
        );
        values["Gateway:Upstream"] = "http://127.0.0.1:9";
        File.WriteAllText(Path.Combine(_folder, "c.json"), System.Text.Json.JsonSerializer.Serialize(values));
        GatewayReading reading = Read("--config", Path.Combine(_folder, "c.json"));
        foreach (Setting setting in numbers)
        {
            Assert.Contains(
                reading.Errors,
                error =>
                    error.StartsWith($"{KeyOf(setting)} is {setting.Minimum - 1} but must be ", StringComparison.Ordinal)
                    && error.EndsWith($"(file {Path.Combine(_folder, "c.json")})", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public void Each_switch_sets_its_key(string switchAndKey)
    {
        (string name, string key) = (switchAndKey.Split(' ')[0], switchAndKey.Split(' ')[1]);
        string value = key switch
        {
            "Gateway:Address" or "Gateway:AdminAddress" or "Gateway:Upstream" => "http://127.0.0.1:7",
            "Gateway:AdminHosts" => "a.example",
            "Gateway:UpstreamHttp" => "2",
            "Gateway:ReadyUpstreamPath" => "/health",
            "Gateway:AccessLog:Format" => "json",
            "Gateway:AccessLog:Sample" => "0.5",
            "Gateway:Forwarding:TrustedProxies" => "10.0.0.0/8",
            "Gateway:Forwarding:ClientFields" => "both",
            "Gateway:Forwarding:Host" => "client",
            "SmgWasm:ManifestPath" => "m.json",
            "SmgWasm:MaxBufferedBytes" => "99999999",
            _ when key.StartsWith("SmgWasm:Targets", StringComparison.Ordinal) => key.EndsWith("PathParameters", StringComparison.Ordinal)
                ? "reject"
                : "pass",
            _ when key is "SmgWasm:SmgCompat" or "Gateway:AcknowledgeDamagedManifest" => "",
            _ => "77",
        };
        string[] upstream = key == "Gateway:Upstream" ? [] : ["--upstream", "http://127.0.0.1:9"];
        GatewayReading reading = Read([.. upstream, name, .. value.Length == 0 ? Array.Empty<string>() : [value]]);
        Assert.Empty(reading.Errors);
        Assert.Equal($"command line {name}", ConfigurationOrigin.Of(reading.Configuration, key).ToString());
        Assert.NotEqual(ReadOf(new GatewayOptions(), new SmgWasmOptions(), key), ReadOf(reading.Options, reading.Options.SmgWasm, key));
    }

    [Fact]
    public void The_command_line_goes_before_the_file_and_a_list_of_it_replaces_the_files()
    {
        string file = Path.Combine(_folder, "c.json");
        File.WriteAllText(
            file,
            """
            { "Gateway": { "Upstream": "http://127.0.0.1:9", "DrainTimeoutMs": 5, "HeaderTimeoutMs": "7s",
                           "Forwarding": { "TrustedProxies": ["10.0.0.0/8", "11.0.0.0/8"] } },
              "SmgWasm": { "BodyTimeoutMs": 6, "Runtime": { "MaxBodySize": 21, "QueueCapacity": 22 } } }
            """
        );
        GatewayReading reading = Read(
            "--config",
            file,
            "--drain-timeout",
            "2s",
            "--trusted-proxy",
            "192.0.2.1",
            "--option",
            "max_body_size=31",
            "--SmgWasm:StreamDrainMs=9",
            "--SmgWasm:SmgCompat",
            "true"
        );
        Assert.Empty(reading.Errors);
        GatewayOptions options = reading.Options;
        Assert.Equal(
            (2000, 7000, 6, 9),
            (options.DrainTimeoutMs, options.HeaderTimeoutMs, options.SmgWasm.BodyTimeoutMs, options.SmgWasm.StreamDrainMs)
        );
        Assert.Equal("192.0.2.1/32", Assert.Single(options.Forwarding.TrustedProxies).ToString());
        Assert.Equal(
            (31, 22, true),
            (options.SmgWasm.Runtime.MaxBodySize, options.SmgWasm.Runtime.QueueCapacity, options.SmgWasm.SmgCompat)
        );
    }

    [Theory]
    [InlineData("Gateway:Upstrem", "http://127.0.0.1:9", "Gateway:Upstrem is unknown; known are Address")]
    [InlineData("Gateway:Connections", "5", "Gateway:Connections must have Max, ReservedFiles, MaxPerAddress")]
    [InlineData("Gateway:Connections:Maximum", "5", "Gateway:Connections:Maximum is unknown; known are Max, ReservedFiles")]
    [InlineData("Gateway:AccessLog:Sample", "NaN", "Gateway:AccessLog:Sample is NaN but must be above 0")]
    [InlineData("Gateway:Connections:Max", "99999999999", "Gateway:Connections:Max is '99999999999' but must be")]
    [InlineData("Gateway:DrainTimeoutMs", "1.5ms", "Gateway:DrainTimeoutMs is '1.5ms' but must be a time in whole milliseconds")]
    [InlineData("Gateway:UpstreamHttp", "3", "Gateway:UpstreamHttp is '3' but must be 1.1 or 2")]
    [InlineData("SmgWasm:Runtime:max_body_sizes", "3", "SmgWasm:Runtime:max_body_sizes is unknown")]
    [InlineData("SmgWasm:Targets:EncodedSlash", "merge", "SmgWasm:Targets:EncodedSlash is Merge but must be Reject or Pass")]
    [InlineData("SmgWasm:Modules:a:Path", "/missing.wasm", "SmgWasm:Modules:a:Path is '/missing.wasm', which does not exist")]
    [InlineData("Kestrel:Endpoints:A:Protocols", "Http7", "Kestrel:Endpoints:A:Protocols is 'Http7' but must be one of")]
    public void A_wrong_value_is_named_by_its_key(string key, string value, string expected)
    {
        GatewayReading reading = Read("--upstream", "http://127.0.0.1:9", $"--{key}={value}");
        string error = Assert.Single(reading.Errors);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.EndsWith($"(command line --{key})", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SmgWasm:AdminKey", true)]
    [InlineData("SmgWasm:Modules:a:Environment:REGION", true)]
    [InlineData("SmgWasm:Modules:a:Match:Headers:x-api-key", true)]
    [InlineData("SmgWasm:Modules:a:Match:Headers:Cookie:0", true)]
    [InlineData("Kestrel:Certificates:Default:Password", true)]
    [InlineData("Kestrel:Certificates:Default:KeyPath", false)]
    [InlineData("SmgWasm:Modules:key-auth:Path", false)]
    [InlineData("SmgWasm:Modules:a:Match:Headers:x-tenant", false)]
    [InlineData("Gateway:KeepAliveTimeoutMs", false)]
    public void Secrets_are_known_by_their_keys(string key, bool isSecret) => Assert.Equal(isSecret, SecretKeys.IsSecret(key));

    [Fact]
    public void No_setting_of_numbers_or_choices_is_taken_for_a_secret() =>
        Assert.DoesNotContain(
            GatewaySettings.All.Select(KeyOf).Concat(SmgWasmSettings.All.Select(KeyOf)),
            key => key != "SmgWasm:AdminKey" && SecretKeys.IsSecret(key)
        );

    private static IEnumerable<Setting> Bounded() =>
        GatewaySettings
            .All.Cast<Setting>()
            .Concat(SmgWasmSettings.All)
            .Where(setting => setting.Minimum is not null && setting.Kind is SettingKind.Integer or SettingKind.Time);

    private static string KeyOf(Setting setting) =>
        $"{(setting is Setting<GatewayOptions> ? GatewaySettings.Section : SmgWasmSettings.Section)}:{setting.Key}";

    private static string ReadOf(GatewayOptions options, SmgWasmOptions shared, string key) =>
        GatewaySettings.All.FirstOrDefault(setting => KeyOf(setting) == key)?.Read(options)
        ?? SmgWasmSettings.All.Single(setting => KeyOf(setting) == key).Read(shared);

    private static GatewayReading Read(params string[] args)
    {
        GatewayCommandLine line = GatewayCommandLine.Parse(args)!;
        Assert.Empty(line.Errors);
        ConfigurationManager configuration = new();
        Assert.Empty(GatewaySources.AddTo(configuration, line).Errors);
        return GatewayReading.Of(configuration);
    }
}
