using Microsoft.Extensions.Options;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Holds options against their bounds, all of them at once.</summary>
internal sealed class SmgWasmValidator : IValidateOptions<SmgWasmOptions>
{
    private const int MaxMs = 3_600_000;

    /// <summary>What is wrong, a sentence each; empty when nothing is.</summary>
    public static IReadOnlyList<string> FindFaults(SmgWasmOptions options) =>
        [.. options.Faults.Select(fault => $"{fault}."), .. Unfit(options).Select(fault => $"SmgWasm: {fault}.")];

    /// <summary>
    /// What is wrong with modules, and with what could not be read; empty when nothing is. For a gateway, whose other options come from
    /// elsewhere.
    /// </summary>
    public static IReadOnlyList<string> FindModuleFaults(SmgWasmOptions options) => [.. options.Faults, .. ModuleFaults(options)];

    private static IEnumerable<string> ModuleFaults(SmgWasmOptions options) =>
        [
            .. options.Modules.SelectMany(Module),
            .. options
                .Modules.GroupBy(module => module.Name, StringComparer.Ordinal)
                .Where(group => group.Key.Length > 0 && group.Count() > 1)
                .Select(group => $"Modules has {group.Count()} modules of the name '{group.Key}'"),
        ];

    private static IReadOnlyList<string> Unfit(SmgWasmOptions options) =>
        [
            .. Bounds(nameof(options.BodyTimeoutMs), options.BodyTimeoutMs, 1, MaxMs),
            .. Bounds(nameof(options.BufferWaitMs), options.BufferWaitMs, 0, MaxMs),
            .. Bounds(nameof(options.RetryAfterSeconds), options.RetryAfterSeconds, 1, 3600),
            .. Bounds(nameof(options.StreamDrainMs), options.StreamDrainMs, 0, MaxMs),
            .. Budget(options),
            .. GatewayOptionsValidator.KeyFaults(options.AdminKey),
            .. GatewayOptionsValidator.ManifestFaults(options.ManifestPath),
            .. GatewayOptionsValidator.RuleFaults(options.Targets),
            .. ModuleFaults(options),
            .. OptionsValidator.Validate(options.Runtime).Select(fault => $"Runtime: {fault}"),
        ];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SmgWasmOptions options)
    {
        IReadOnlyList<string> faults = FindFaults(options);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Module(WasmModuleOptions module)
    {
        if (module.Name.Length == 0)
        {
            yield return $"Modules has a module without a Name (its Path is '{module.Path}')";
        }

        if (module.Path.Length == 0)
        {
            yield return $"Module '{module.Name}' has no Path";
        }

        foreach (string fault in module.Match?.FindFaults() ?? [])
        {
            yield return $"Module '{module.Name}': Match.{fault}";
        }
    }

    private static IEnumerable<string> Budget(SmgWasmOptions options) =>
        options.MaxBufferedBytes is not { } bytes || bytes >= BodyBudget.Charge(options.Runtime.MaxBodySize)
            ? []
            :
            [
                $"MaxBufferedBytes must be a whole number of at least {BodyBudget.Charge(options.Runtime.MaxBodySize)}: one "
                    + $"body of the runtime's MaxBodySize must fit",
            ];

    private static IEnumerable<string> Bounds(string name, int value, int min, int max) =>
        GatewayOptionsValidator.Bounds(name, value, min, max);
}
