using System.Text;
using CsCheck;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.Registration;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Manifests;

public sealed class ManifestFormatTests
{
    /// <summary>A manifest with all that it can have, as gateways have always written it.</summary>
    private const string Whole = """
        {
          "version": 3,
          "modules": [
            {
              "module_uuid": "0faef0eb-e21d-45b5-9cbf-63a3ba6affc2",
              "name": "auth \u00E4",
              "file_path": "/guests/auth.wasm",
              "sha256_hash": "4bd388a5bcca9a64e82552cb7891f21076c02fd496d39d2200ae9642078351b5",
              "attach_points": [
                {
                  "Middleware": "OnRequest"
                },
                {
                  "Storage": "After"
                }
              ],
              "failure_policy": "Open",
              "order": -3,
              "sequence": 5000000000,
              "created_at": "2026-11-28T14:56:57.250167600Z",
              "max_execution_time_ms": 40,
              "max_memory_pages": 32,
              "pregrow_memory": false,
              "on_stream": "buffer",
              "needs_body": false,
              "match": {
                "paths": [
                  "/v1/*"
                ],
                "methods": [
                  "POST"
                ],
                "hosts": [],
                "headers": {
                  "X-Tier": [
                    "gold",
                    "silver"
                  ]
                }
              },
              "environment": {
                "MODE": "strict"
              }
            }
          ]
        }
        """;

    private static readonly Gen<string> Texts = Gen.String[Gen.Char["ab/\"\\\n\0ä\u2028😀"[..9]], 0, 6];
    private static readonly Gen<IReadOnlyList<string>> Lists = Texts.Array[0, 3].Select(texts => (IReadOnlyList<string>)texts);
    private static readonly Gen<ModuleMatch> Matches = Gen.Select(
        Lists.Null(),
        Lists.Null(),
        Lists.Null(),
        Gen.Dictionary(Texts, Lists)[0, 3].Null(),
        (paths, methods, hosts, headers) =>
            new ModuleMatch
            {
                Paths = paths,
                Methods = methods,
                Hosts = hosts,
                Headers = headers,
            }
    );
    private static readonly Gen<ManifestEntry> Entries = Gen.Select(
        Gen.Select(Gen.Guid, Texts, Texts, Texts, Gen.Enum<MiddlewarePoint>().Array[0, 3]),
        Gen.Select(Gen.Enum<FailurePolicy>(), Gen.Int, Gen.Long, Gen.Enum<StoragePoint>().Array[0, 2]),
        Gen.Select(Gen.Int.Nullable(), Gen.Int.Nullable(), Gen.Bool.Nullable(), Gen.Bool.Nullable()),
        Gen.Select(Gen.Enum<StreamPolicy>().Nullable(), Matches.Null(), Gen.Dictionary(Texts, Texts)[0, 3].Null()),
        (names, places, limits, rest) =>
            new ManifestEntry
            {
                ModuleUuid = names.Item1,
                Name = names.Item2,
                FilePath = names.Item3,
                Sha256Hash = names.Item4,
                CreatedAt = names.Item4,
                AttachPoints =
                [
                    .. names.Item5.Select(point => new AttachPointForm(point)),
                    .. places.Item4.Select(point => new AttachPointForm(null, point)),
                ],
                FailurePolicy = places.Item1,
                Order = places.Item2,
                Sequence = places.Item3,
                MaxExecutionTimeMs = limits.Item1,
                MaxMemoryPages = limits.Item2,
                PregrowMemory = limits.Item3,
                NeedsBody = limits.Item4,
                OnStream = rest.Item1,
                Match = rest.Item2,
                Environment = rest.Item3,
            }
    );

    [Fact]
    public void A_manifest_is_read_and_written_byte_for_byte()
    {
        ManifestDocument manifest = Read(Whole);
        ManifestEntry entry = Assert.Single(manifest.Modules);
        Assert.Equal(("auth ä", 5_000_000_000, -3), (entry.Name, entry.Sequence, entry.Order));
        Assert.Equal((StreamPolicy.Buffer, false, FailurePolicy.Open), (entry.OnStream, entry.NeedsBody, entry.FailurePolicy));
        Assert.Equal(["gold", "silver"], entry.Match!.Headers!["X-Tier"]);
        Assert.Equal("strict", entry.Environment!["MODE"]);
        Assert.Equal(Whole, Encoding.UTF8.GetString(ManifestFormat.Write(manifest)));
    }

    [Fact]
    public void Whatever_is_written_is_read_again() =>
        Entries.Sample(entry =>
        {
            ManifestDocument read = ManifestFormat.Read(ManifestFormat.Write(new ManifestDocument(2, [entry])));
            return ManifestFormat.AreSame(entry, Assert.Single(read.Modules))
                && entry.Order == read.Modules[0].Order
                && entry.Sequence == read.Modules[0].Sequence
                && entry.Environment?.Count == read.Modules[0].Environment?.Count
                && entry.Match?.Headers?.Count == read.Modules[0].Match?.Headers?.Count
                && entry.AttachPoints.SequenceEqual(read.Modules[0].AttachPoints);
        });

    [Fact]
    public void Entries_that_differ_in_one_field_are_not_the_same()
    {
        ManifestEntry entry = Read(Whole).Modules[0];
        Assert.All(
            [
                entry with
                {
                    Order = 4,
                },
                entry with
                {
                    OnStream = null,
                },
                entry with
                {
                    Environment = new Dictionary<string, string> { ["MODE"] = "lax" },
                },
                entry with
                {
                    Match = entry.Match! with { Hosts = null },
                },
                entry with
                {
                    AttachPoints = [entry.AttachPoints[0]],
                },
            ],
            other => Assert.False(ManifestFormat.AreSame(entry, other))
        );
        Assert.True(ManifestFormat.AreSame(entry, Read(Whole).Modules[0]));
    }

    [Theory]
    [InlineData("\"order\": -3", "\"order\": 1.5", "modules[0].order is 1.5 but must be a whole number of 32 bits")]
    [InlineData("\"order\": -3", "\"colour\": 1", "modules[0] lacks order")]
    [InlineData("\"order\": -3", "\"order\": -3, \"colour\": 1", "modules[0] has the unknown field 'colour'")]
    [InlineData("\"order\": -3", "\"order\": -3, \"order\": 4", "order")]
    [InlineData("\"sequence\": 5000000000", "\"sequence\": 50000000000000000000", "modules[0].sequence")]
    [InlineData("\"needs_body\": false", "\"needs_body\": 0", "modules[0].needs_body is 0 but must be true or false")]
    [InlineData("\"on_stream\": \"buffer\"", "\"on_stream\": \"Buffer\"", "modules[0].on_stream")]
    [InlineData("\"failure_policy\": \"Open\"", "\"failure_policy\": null", "modules[0].failure_policy")]
    [InlineData("0faef0eb-e21d", "0faef0eb", "modules[0].module_uuid")]
    [InlineData("\"hosts\": []", "\"hosts\": {}", "modules[0].match.hosts is {} but must be an array")]
    [InlineData("\"hosts\": []", "\"ports\": []", "modules[0].match has the unknown field 'ports'")]
    [InlineData("\"MODE\": \"strict\"", "\"MODE\": 1", "modules[0].environment.MODE is 1 but must be a string")]
    [InlineData("\"Storage\": \"After\"", "\"Storage\": \"Beside\"", "modules[0].attach_points[1].Storage")]
    [InlineData("\"version\": 3", "\"version\": \"3\"", "version is \"3\" but must be a whole number")]
    [InlineData("\"version\": 3,", "", "The manifest lacks version")]
    [InlineData("\"version\": 3,", "\"version\": 3, \"colour\": 1,", "The manifest has the unknown field 'colour'")]
    public void What_is_wrong_is_named_with_its_place(string good, string bad, string message)
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Read(Whole.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static ManifestDocument Read(string text) => ManifestFormat.Read(Encoding.UTF8.GetBytes(text));
}
