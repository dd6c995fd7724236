using System.Globalization;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>
/// Reads options out of configuration. Nothing is guessed: a key that is not known is a fault, so that a misspelt limit is seen.
/// </summary>
internal static class SmgWasmBinder
{
    private const string Keys =
        "Runtime, Modules, Targets, AdminKey, ManifestPath, BodyTimeoutMs, MaxBufferedBytes, BufferWaitMs, RetryAfterSeconds "
        + "and StreamDrainMs";

    private const string ModuleKeys =
        "Name, Path, AttachPoints, FailurePolicy, Order, OnStream, NeedsBody, DryRun, MaxExecutionTimeMs, MaxMemoryPages, "
        + "Environment and Match";

    /// <summary>Reads a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">What it is read into; its faults too.</param>
    public static void Bind(IConfiguration section, SmgWasmOptions options)
    {
        SectionReader reader = new(options.Faults);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            switch (child.Key.ToUpperInvariant())
            {
                case "RUNTIME":
                    options.Runtime = child
                        .GetChildren()
                        .Aggregate(options.Runtime, (runtime, option) => ReadRuntime(reader, runtime, option));
                    break;
                case "MODULES":
                    options.Modules = [.. child.GetChildren().Select(module => ReadModule(reader, module))];
                    break;
                case "TARGETS":
                    options.Targets = child.GetChildren().Aggregate(options.Targets, (rules, rule) => ReadRule(reader, rules, rule));
                    break;
                default:
                    ReadValue(reader, options, child);
                    break;
            }
        }
    }

    private static void ReadValue(SectionReader reader, SmgWasmOptions options, IConfigurationSection child)
    {
        switch (child.Key.ToUpperInvariant())
        {
            case "ADMINKEY":
                options.AdminKey = reader.Text(child);
                break;
            case "MANIFESTPATH":
                options.ManifestPath = reader.Text(child);
                break;
            case "BODYTIMEOUTMS":
                options.BodyTimeoutMs = reader.Number(child, options.BodyTimeoutMs);
                break;
            case "MAXBUFFEREDBYTES":
                options.MaxBufferedBytes = long.TryParse(child.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
                    ? bytes
                    : -1;
                break;
            case "BUFFERWAITMS":
                options.BufferWaitMs = reader.Number(child, options.BufferWaitMs);
                break;
            case "RETRYAFTERSECONDS":
                options.RetryAfterSeconds = reader.Number(child, options.RetryAfterSeconds);
                break;
            case "STREAMDRAINMS":
                options.StreamDrainMs = reader.Number(child, options.StreamDrainMs);
                break;
            default:
                reader.Unknown(child, Keys);
                break;
        }
    }

    private static WasmRuntimeOptions ReadRuntime(SectionReader reader, WasmRuntimeOptions runtime, IConfigurationSection section)
    {
        if (OptionsCatalogue.Find(section.Key) is not { } option)
        {
            reader.Fault(section, "is unknown; see the options of the runtime");
            return runtime;
        }

        if (section.Value is null || option.TrySet(runtime, section.Value) is not { } changed)
        {
            reader.Fault(section, $"is '{section.Value}' but must be {option.Bounds}");
            return runtime;
        }

        return changed;
    }

    private static TargetRules ReadRule(SectionReader reader, TargetRules rules, IConfigurationSection section)
    {
        AmbiguityRule rule = reader.Name(section, AmbiguityRule.Reject);
        switch (section.Key.ToUpperInvariant())
        {
            case "ENCODEDSLASH":
                return rules with { EncodedSlash = rule };
            case "DOUBLESLASH":
                return rules with { DoubleSlash = rule };
            case "ENCODEDCONTROL":
                return rules with { EncodedControl = rule };
            case "PATHPARAMETERS":
                return rules with { PathParameters = rule };
            default:
                reader.Unknown(section, "EncodedSlash, DoubleSlash, EncodedControl and PathParameters");
                return rules;
        }
    }

    private static WasmModuleOptions ReadModule(SectionReader reader, IConfigurationSection section)
    {
        WasmModuleOptions module = new()
        {
            Name = int.TryParse(section.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "" : section.Key,
        };
        foreach (IConfigurationSection child in section.GetChildren())
        {
            switch (child.Key.ToUpperInvariant())
            {
                case "NAME":
                    module.Name = reader.Text(child);
                    break;
                case "PATH":
                    module.Path = reader.Text(child);
                    break;
                case "ATTACHPOINTS":
                    module.AttachPoints = reader.Names<AttachPoint>(child);
                    break;
                case "FAILUREPOLICY":
                    module.FailurePolicy = reader.Name(child, FailurePolicy.Closed);
                    break;
                case "ONSTREAM":
                    module.OnStream = reader.Name(child, StreamPolicy.Reject);
                    break;
                case "ENVIRONMENT":
                    module.Environment = reader.Pairs(child);
                    break;
                case "MATCH":
                    module.Match = ReadMatch(reader, child);
                    break;
                default:
                    ReadModuleValue(reader, module, child);
                    break;
            }
        }

        return module;
    }

    private static void ReadModuleValue(SectionReader reader, WasmModuleOptions module, IConfigurationSection child)
    {
        switch (child.Key.ToUpperInvariant())
        {
            case "ORDER":
                module.Order = reader.Number(child, 0);
                break;
            case "NEEDSBODY":
                module.NeedsBody = reader.Flag(child, true);
                break;
            case "DRYRUN":
                module.DryRun = reader.Flag(child, true);
                break;
            case "MAXEXECUTIONTIMEMS":
                module.MaxExecutionTimeMs = reader.Number(child, 1);
                break;
            case "MAXMEMORYPAGES":
                module.MaxMemoryPages = reader.Number(child, 1);
                break;
            default:
                reader.Unknown(child, ModuleKeys);
                break;
        }
    }

    private static ModuleMatch ReadMatch(SectionReader reader, IConfigurationSection section)
    {
        ModuleMatch match = new();
        foreach (IConfigurationSection child in section.GetChildren())
        {
            switch (child.Key.ToUpperInvariant())
            {
                case "PATHS":
                    match = match with { Paths = SectionReader.Texts(child) };
                    break;
                case "METHODS":
                    match = match with { Methods = SectionReader.Texts(child) };
                    break;
                case "HOSTS":
                    match = match with { Hosts = SectionReader.Texts(child) };
                    break;
                case "HEADERS":
                    match = match with
                    {
                        Headers = child.GetChildren().ToDictionary(one => one.Key, SectionReader.Texts, StringComparer.OrdinalIgnoreCase),
                    };
                    break;
                default:
                    reader.Unknown(child, "Paths, Methods, Hosts and Headers");
                    break;
            }
        }

        return match;
    }
}
