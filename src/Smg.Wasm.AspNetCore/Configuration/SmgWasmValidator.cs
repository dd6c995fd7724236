using Microsoft.Extensions.Options;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Holds options against their bounds, all of them at once.</summary>
internal sealed class SmgWasmValidator : IValidateOptions<SmgWasmOptions>
{
    /// <summary>The longest name of a module, in the configuration and in the admin API.</summary>
    public const int MaxNameLength = 128;

    /// <summary>What is wrong, a sentence each; empty when nothing is.</summary>
    public static IReadOnlyList<string> FindFaults(SmgWasmOptions options) => [.. FindAll(options).Select(fault => $"{fault}.")];

    /// <summary>What is wrong, by the whole keys; empty when nothing is.</summary>
    public static IReadOnlyList<ConfigurationFault> FindAll(SmgWasmOptions options) =>
        [.. options.Faults, .. FindUnfit(options).Concat(FindModuleFaults(options)).Select(fault => fault.Below(options.Section))];

    /// <summary>What is wrong with all but the modules, by the keys below the section; empty when nothing is.</summary>
    public static IReadOnlyList<ConfigurationFault> FindUnfit(SmgWasmOptions options) =>
        [
            .. SmgWasmSettings.All.Select(setting => setting.FindFault(options)).OfType<ConfigurationFault>(),
            .. Budget(options),
            .. Key(options.AdminKey),
            .. Manifest(options.ManifestPath),
            .. Rules(options.Targets),
            .. OptionsValidator.Validate(options.Runtime).Select(OfRuntime),
        ];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SmgWasmOptions options)
    {
        IReadOnlyList<string> faults = FindFaults(options);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<ConfigurationFault> FindModuleFaults(SmgWasmOptions options) =>
        [
            .. options.Modules.SelectMany(Module),
            .. options
                .Modules.GroupBy(module => module.Name, StringComparer.Ordinal)
                .Where(group => group.Key.Length > 0 && group.Count() > 1)
                .Select(group => new ConfigurationFault(
                    SmgWasmSettings.Modules,
                    $"has {group.Count()} modules with the name '{group.Key}'"
                )),
        ];

    private static IEnumerable<ConfigurationFault> Module(WasmModuleOptions module) =>
        ModuleFaults(module).Select(fault => fault.Below(module.Key));

    private static IEnumerable<ConfigurationFault> ModuleFaults(WasmModuleOptions module)
    {
        if (module.Name.Length is 0 or > MaxNameLength)
        {
            yield return module.Name.Length == 0
                ? new("Name", $"is missing (the module's Path is '{module.Path}')")
                : new("Name", $"has {module.Name.Length} characters, and at most {MaxNameLength} are allowed");
        }

        if (module.Path.Length == 0)
        {
            yield return new("Path", $"is missing: module '{module.Name}' has no Path");
        }

        if (module.Sha256.Length > 0 && !Sha256Digest.TryParse(module.Sha256, out _))
        {
            yield return new("Sha256", $"is '{module.Sha256}' but must be 64 hexadecimal digits");
        }

        foreach (AttachPoint point in module.AttachPoints.Where(point => point is AttachPoint.StorageBefore or AttachPoint.StorageAfter))
        {
            yield return new(
                "AttachPoints",
                $"has {point}, but this host has no storage, so nothing would call the module. Use StorageHooks of the library "
                    + "Smg.Wasm around your own storage"
            );
        }

        foreach (string fault in module.Match?.FindFaults() ?? [])
        {
            yield return new($"Match:{char.ToUpperInvariant(fault[0])}{fault[1..fault.IndexOf(' ')]}", fault[(fault.IndexOf(' ') + 1)..]);
        }
    }

    private static IEnumerable<ConfigurationFault> Budget(SmgWasmOptions options) =>
        options.MaxBufferedBytes is not { } bytes || bytes < 1 || bytes >= BodyBudget.Charge(options.Runtime.MaxBodySize)
            ? []
            :
            [
                new(
                    nameof(options.MaxBufferedBytes),
                    $"is {bytes} but must be at least {BodyBudget.Charge(options.Runtime.MaxBodySize)}: one body of the "
                        + $"runtime's MaxBodySize must fit"
                ),
            ];

    private static IEnumerable<ConfigurationFault> Key(string key) =>
        key.All(letter => letter is > ' ' and <= '~')
            ? []
            : [new(nameof(SmgWasmOptions.AdminKey), "must consist of visible ASCII characters, because it is sent in a header")];

    private static IEnumerable<ConfigurationFault> Manifest(string path) =>
        path.Length == 0 || (Path.IsPathFullyQualified(path) && !Path.EndsInDirectorySeparator(path))
            ? []
            : [new(nameof(SmgWasmOptions.ManifestPath), $"is '{path}' but must be the absolute path of a file")];

    private static IEnumerable<ConfigurationFault> Rules(TargetRules rules)
    {
        (string Name, AmbiguityRule Rule, bool CanMerge)[] all =
        [
            (nameof(rules.EncodedSlash), rules.EncodedSlash, false),
            (nameof(rules.DoubleSlash), rules.DoubleSlash, true),
            (nameof(rules.EncodedControl), rules.EncodedControl, false),
            (nameof(rules.PathParameters), rules.PathParameters, false),
        ];
        return all.Where(one => !Enum.IsDefined(one.Rule) || (one.Rule == AmbiguityRule.Merge && !one.CanMerge))
            .Select(one => new ConfigurationFault(
                $"Targets:{one.Name}",
                $"is {one.Rule} but must be {(one.CanMerge ? "Reject, Merge or Pass" : "Reject or Pass")}"
            ));
    }

    /// <summary>Sentences about options of the runtime begin with the option's name.</summary>
    private static ConfigurationFault OfRuntime(string sentence)
    {
        int space = sentence.IndexOf(' ', StringComparison.Ordinal);
        return new ConfigurationFault($"{SmgWasmSettings.Runtime}:{sentence[..space]}", sentence[(space + 1)..]);
    }
}
