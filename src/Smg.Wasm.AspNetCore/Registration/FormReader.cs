using System.Text.Json;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Modules;

namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>
/// Reads what clients register out of JSON. Nothing is guessed: a field that is not known, or has another type than it should, is an error
/// that names its place.
/// </summary>
internal static class FormReader
{
    /// <summary>The error for texts that are not Unicode.</summary>
    public const string NoUnicode =
        "A string or a field's name in the body is not Unicode: it contains half a surrogate pair, or bytes that are not UTF-8";

    /// <summary>More modules than this are more than one request.</summary>
    public const int MaxModules = 100;

    private const int MaxNameLength = SmgWasmValidator.MaxNameLength;
    private const int MaxPathLength = 4096;
    private const int MaxRules = 100;
    private const int MaxVariables = 256;
    private const int MaxVariableLength = 32 * 1024;
    private const string HeadersOnly = "HeadersOnly";
    internal const string Fields =
        "name, file_path, sha256, module_type, attach_points, failure_policy, order, max_execution_time_ms, "
        + "max_memory_pages, pregrow_memory, environment, dry_run, on_stream, needs_body and match";

    /// <summary>Reads <c>{"modules":[…]}</c>.</summary>
    /// <exception cref="FormException">It is something else.</exception>
    public static ModuleBatch ReadBatch(JsonElement root, FormRules rules) =>
        Read(() =>
        {
            FormValue value = Whole(root);
            IReadOnlyList<ModuleForm>? modules = null;
            foreach ((string name, FormValue field) in value.Fields())
            {
                modules =
                    name == "modules" ? field.Items(MaxModules, item => ReadModule(item, rules))
                    : IsIgnored(rules, name) ? modules
                    : throw value.Unknown(name, "it has modules");
            }

            return modules is { Count: > 0 } || (modules is not null && rules.IsLenient)
                ? new ModuleBatch(modules)
                : throw value.Wrong("must be {\"modules\":[…]} with at least one module");
        });

    /// <summary>Reads one module.</summary>
    /// <exception cref="FormException">It is something else.</exception>
    public static ModuleForm ReadModule(JsonElement root, FormRules rules) => Read(() => ReadModule(Whole(root), rules));

    private static FormValue Whole(JsonElement root) => new(root, "The body", isWhole: true);

    private static ModuleForm ReadModule(FormValue value, FormRules rules)
    {
        string? name = null;
        string? filePath = null;
        ModuleKind? kind = null;
        IReadOnlyList<AttachPointForm>? attachPoints = null;
        ModuleForm rest = new()
        {
            Name = "",
            FilePath = "",
            ModuleType = default,
            AttachPoints = [],
        };
        foreach ((string key, FormValue field) in value.Fields())
        {
            switch (key)
            {
                case "name":
                    name = field.Text(MaxNameLength);
                    break;
                case "file_path":
                    filePath = field.Text(MaxPathLength);
                    break;
                case "module_type":
                    kind = field.Name<ModuleKind>();
                    break;
                case "attach_points":
                    attachPoints = field.Items(
                        Enum.GetValues<MiddlewarePoint>().Length + Enum.GetValues<StoragePoint>().Length,
                        ReadAttachPoint
                    );
                    break;

                // Clients send what they were answered, and null for what they leave out.
                case "add_result":
                    break;
                case "body_policy" when rules.IsLenient:
                    rest = rest with { NeedsBody = field.Text(MaxNameLength) != HeadersOnly };
                    break;
                default:
                    if (!IsOptional(key) && IsIgnored(rules, key))
                    {
                        break;
                    }

                    rest = field.IsNull && IsOptional(key) ? rest : ReadOptional(rest, value, key, field);
                    break;
            }
        }

        return rest with
        {
            Name = name ?? throw Missing("name"),
            FilePath = filePath ?? throw Missing("file_path"),
            ModuleType = kind ?? throw Missing("module_type"),
            AttachPoints = attachPoints ?? throw Missing("attach_points"),
        };

        FormException Missing(string field) => value.Wrong($"lacks {field}: a module needs name, file_path, module_type and attach_points");
    }

    private static bool IsIgnored(FormRules rules, string name)
    {
        if (rules.IsLenient)
        {
            rules.Ignored(name);
        }

        return rules.IsLenient;
    }

    private static bool IsOptional(string key) =>
        key
            is "sha256"
                or "failure_policy"
                or "order"
                or "max_execution_time_ms"
                or "max_memory_pages"
                or "pregrow_memory"
                or "environment"
                or "dry_run"
                or "on_stream"
                or "needs_body"
                or "match";

    private static ModuleForm ReadOptional(ModuleForm form, FormValue value, string key, FormValue field) =>
        key switch
        {
            "sha256" => form with { Sha256 = ReadDigest(field) },
            "failure_policy" => form with { FailurePolicy = field.Name<FailurePolicy>() },
            "order" => form with { Order = field.Number() },
            "max_execution_time_ms" => form with { MaxExecutionTimeMs = field.Number() },
            "max_memory_pages" => form with { MaxMemoryPages = field.Number() },
            "pregrow_memory" => form with { PregrowMemory = field.Truth() },
            "environment" => form with { Environment = ReadEnvironment(field) },
            "dry_run" => form with { DryRun = field.Truth() },
            "on_stream" => form with { OnStream = field.Name<StreamPolicy>(lower: true) },
            "needs_body" => form with { NeedsBody = field.Truth() },
            "match" => form with { Match = ReadMatch(field) },
            _ => throw value.Unknown(key, $"a module has {Fields}"),
        };

    private static string ReadDigest(FormValue value)
    {
        string text = value.Text(MaxNameLength);
        return Sha256Digest.TryParse(text, out _) ? text : throw value.Wrong("must be 64 hexadecimal digits");
    }

    private static ModuleMatch ReadMatch(FormValue value)
    {
        ModuleMatch match = new();
        foreach ((string key, FormValue field) in value.Fields())
        {
            match = key switch
            {
                "paths" => match with { Paths = ReadTexts(field) },
                "methods" => match with { Methods = ReadTexts(field) },
                "hosts" => match with { Hosts = ReadTexts(field) },
                "headers" => match with
                {
                    Headers = field.Fields().ToDictionary(one => one.Name, one => ReadTexts(one.Value), StringComparer.Ordinal),
                },
                _ => throw value.Unknown(key, "a match has paths, methods, hosts and headers"),
            };
        }

        return match.FindFaults() is [{ } fault, ..] ? throw value.Wrong($"is invalid: {fault}") : match;
    }

    private static IReadOnlyList<string> ReadTexts(FormValue value) => value.Items(MaxRules, item => item.Text(MaxPathLength));

    /// <summary>Reads an attach point.</summary>
    /// <exception cref="FormException">It is something else.</exception>
    public static AttachPointForm ReadAttachPoint(FormValue value)
    {
        AttachPointForm form = new(null, null);
        foreach ((string key, FormValue field) in value.Fields())
        {
            form = key switch
            {
                "Middleware" => form with { Middleware = field.Name<MiddlewarePoint>() },
                "Storage" => form with { Storage = field.Name<StoragePoint>() },
                _ => throw value.Unknown(key, "an attach point has Middleware or Storage"),
            };
        }

        return form is { Middleware: null } == form is { Storage: null }
            ? throw value.Wrong("must be one attach point, for instance {\"Middleware\":\"OnRequest\"} or {\"Storage\":\"Before\"}")
            : form;
    }

    private static Dictionary<string, string> ReadEnvironment(FormValue value)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach ((string key, FormValue field) in value.Fields())
        {
            if (variables.Count == MaxVariables)
            {
                throw value.Wrong($"has more than {MaxVariables} variables");
            }

            variables[key] = field.Text(MaxVariableLength);
        }

        return variables;
    }

    /// <summary>The parser looks at texts when it is asked for them, and throws where they are not Unicode.</summary>
    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new FormException(NoUnicode);
        }
    }
}
