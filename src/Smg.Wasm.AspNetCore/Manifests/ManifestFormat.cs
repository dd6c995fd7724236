using System.Buffers;
using System.Text.Json;
using Smg.Wasm.AspNetCore.Registration;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Modules;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>
/// The manifest as JSON: an unknown field, a missing one or one of another type is an error that names its place. By hand, because a start
/// reads it, and .NET would compile hundreds of methods for a serializer of these types.
/// </summary>
internal static class ManifestFormat
{
    private const string AttachPoints = "attach_points";
    private const string CreatedAt = "created_at";
    private const string Environment = "environment";
    private const string FailurePolicyField = "failure_policy";
    private const string FilePath = "file_path";
    private const string Headers = "headers";
    private const string Hosts = "hosts";
    private const string Match = "match";
    private const string MaxExecutionTimeMs = "max_execution_time_ms";
    private const string MaxMemoryPages = "max_memory_pages";
    private const string Methods = "methods";
    private const string Middleware = "Middleware";
    private const string Modules = "modules";
    private const string ModuleUuid = "module_uuid";
    private const string Name = "name";
    private const string NeedsBody = "needs_body";
    private const string OnStream = "on_stream";
    private const string Order = "order";
    private const string Paths = "paths";
    private const string PregrowMemory = "pregrow_memory";
    private const string Sequence = "sequence";
    private const string Sha256Hash = "sha256_hash";
    private const string Storage = "Storage";
    private const string Version = "version";

    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private static readonly JsonWriterOptions Writing = new() { Indented = true };

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="IOException">It is of a newer gateway. The message goes on after the manifest's name.</exception>
    /// <exception cref="InvalidDataException">It is not a manifest. The message says why.</exception>
    public static ManifestDocument Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes, Reading);
            CheckVersion(json.RootElement);
            return ReadDocument(new FormValue(json.RootElement, "The manifest", isWhole: true));
        }
        catch (InvalidOperationException e)
        {
            // This is how the parser fails at a text that is not Unicode.
            throw new InvalidDataException("one of its texts is not Unicode.", e);
        }
        catch (Exception e) when (e is JsonException or FormException)
        {
            throw new InvalidDataException(e.Message.EndsWith('.') ? e.Message : $"{e.Message}.", e);
        }
    }

    /// <summary>Writes a manifest.</summary>
    public static byte[] Write(ManifestDocument manifest) =>
        Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber(Version, manifest.Version);
            writer.WriteStartArray(Modules);
            foreach (ManifestEntry entry in manifest.Modules)
            {
                Write(writer, entry);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    /// <summary>Whether two entries are written alike.</summary>
    public static bool AreSame(ManifestEntry one, ManifestEntry other) =>
        Write(writer => Write(writer, one)).AsSpan().SequenceEqual(Write(writer => Write(writer, other)));

    private static void CheckVersion(JsonElement root)
    {
        if (
            root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty(Version, out JsonElement element)
            && element.ValueKind == JsonValueKind.Number
            && element.TryGetDouble(out double version)
            && version > ManifestDocument.CurrentVersion
        )
        {
            throw new IOException(
                $"has version {element}, but this gateway reads {ManifestDocument.CurrentVersion}: use the newer gateway, or another "
                    + "manifest"
            );
        }
    }

    private static ManifestDocument ReadDocument(FormValue value)
    {
        int? version = null;
        IReadOnlyList<ManifestEntry>? modules = null;
        foreach ((string name, FormValue field) in value.Fields())
        {
            switch (name)
            {
                case Version:
                    version = field.Number();
                    break;
                case Modules:
                    modules = field.Items(int.MaxValue, ReadEntry);
                    break;
                default:
                    throw value.Unknown(name, "a manifest has version and modules");
            }
        }

        return new ManifestDocument(version ?? throw Missing(value, Version), modules ?? throw Missing(value, Modules));
    }

    private static ManifestEntry ReadEntry(FormValue value)
    {
        Dictionary<string, FormValue> fields = value
            .Fields()
            .ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        ManifestEntry entry = new()
        {
            ModuleUuid = Required(ModuleUuid).Id(),
            Name = Text(Name),
            FilePath = Text(FilePath),
            Sha256Hash = Text(Sha256Hash),
            AttachPoints = Required(AttachPoints).Items(int.MaxValue, FormReader.ReadAttachPoint),
            FailurePolicy = Required(FailurePolicyField).Name<FailurePolicy>(),
            Order = Required(Order).Number(),
            Sequence = Required(Sequence).LongNumber(),
            CreatedAt = Text(CreatedAt),
            MaxExecutionTimeMs = Optional(MaxExecutionTimeMs)?.Number(),
            MaxMemoryPages = Optional(MaxMemoryPages)?.Number(),
            PregrowMemory = Optional(PregrowMemory)?.Truth(),
            OnStream = Optional(OnStream)?.Name<StreamPolicy>(lower: true),
            NeedsBody = Optional(NeedsBody)?.Truth(),
            Match = Optional(Match) is { } match ? ReadMatch(match) : null,
            Environment = Optional(Environment) is { } variables ? ReadMap(variables, variable => variable.Text(int.MaxValue)) : null,
        };
        return fields.Count == 0 ? entry : throw value.Unknown(fields.Keys.First(), "this gateway's manifests do not have it");

        FormValue? Optional(string name) => fields.Remove(name, out FormValue field) && !field.IsNull ? field : null;

        FormValue Required(string name) => fields.Remove(name, out FormValue field) ? field : throw Missing(value, name);

        string Text(string name) => Required(name).Text(int.MaxValue);
    }

    private static ModuleMatch ReadMatch(FormValue value)
    {
        ModuleMatch match = new();
        foreach ((string name, FormValue field) in value.Fields().Where(field => !field.Value.IsNull))
        {
            match = name switch
            {
                Paths => match with { Paths = ReadTexts(field) },
                Methods => match with { Methods = ReadTexts(field) },
                Hosts => match with { Hosts = ReadTexts(field) },
                Headers => match with { Headers = ReadMap(field, ReadTexts) },
                _ => throw value.Unknown(name, "a match has paths, methods, hosts and headers"),
            };
        }

        return match;
    }

    private static Dictionary<string, T> ReadMap<T>(FormValue value, Func<FormValue, T> read) =>
        value.Fields().ToDictionary(field => field.Name, field => read(field.Value), StringComparer.Ordinal);

    private static IReadOnlyList<string> ReadTexts(FormValue value) => value.Items(int.MaxValue, item => item.Text(int.MaxValue));

    private static FormException Missing(FormValue value, string name) => value.Wrong($"lacks {name}");

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes, Writing))
        {
            write(writer);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ManifestEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString(ModuleUuid, entry.ModuleUuid);
        writer.WriteString(Name, entry.Name);
        writer.WriteString(FilePath, entry.FilePath);
        writer.WriteString(Sha256Hash, entry.Sha256Hash);
        writer.WriteStartArray(AttachPoints);
        foreach (AttachPointForm point in entry.AttachPoints)
        {
            writer.WriteStartObject();
            WriteText(writer, Middleware, point.Middleware?.ToString());
            WriteText(writer, Storage, point.Storage?.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString(FailurePolicyField, entry.FailurePolicy.ToString());
        writer.WriteNumber(Order, entry.Order);
        writer.WriteNumber(Sequence, entry.Sequence);
        writer.WriteString(CreatedAt, entry.CreatedAt);
        WriteNumber(writer, MaxExecutionTimeMs, entry.MaxExecutionTimeMs);
        WriteNumber(writer, MaxMemoryPages, entry.MaxMemoryPages);
        WriteTruth(writer, PregrowMemory, entry.PregrowMemory);
        WriteText(writer, OnStream, entry.OnStream?.ToString().ToLowerInvariant());
        WriteTruth(writer, NeedsBody, entry.NeedsBody);
        Write(writer, entry.Match);
        WriteMap(writer, Environment, entry.Environment, static (writer, name, value) => writer.WriteString(name, value));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ModuleMatch? match)
    {
        if (match is not null)
        {
            writer.WriteStartObject(Match);
            WriteTexts(writer, Paths, match.Paths);
            WriteTexts(writer, Methods, match.Methods);
            WriteTexts(writer, Hosts, match.Hosts);
            WriteMap(writer, Headers, match.Headers, WriteTexts);
            writer.WriteEndObject();
        }
    }

    private static void WriteMap<T>(
        Utf8JsonWriter writer,
        string name,
        IReadOnlyDictionary<string, T>? map,
        Action<Utf8JsonWriter, string, T> write
    )
    {
        if (map is not null)
        {
            writer.WriteStartObject(name);
            foreach ((string key, T value) in map)
            {
                write(writer, key, value);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is not null)
        {
            writer.WriteStartArray(name);
            foreach (string text in texts)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void WriteTruth(Utf8JsonWriter writer, string name, bool? truth)
    {
        if (truth is { } value)
        {
            writer.WriteBoolean(name, value);
        }
    }
}
