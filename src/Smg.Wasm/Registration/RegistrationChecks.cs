using System.Globalization;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Registration;

/// <summary>What a registration says, before any byte of the module is read.</summary>
internal static class RegistrationChecks
{
    /// <summary>What is wrong with the name, the attach points or the settings; null when nothing is.</summary>
    public static RegistrationRefusal? Check(ModuleRegistration registration, WasmRuntimeOptions options) =>
        CheckName(registration.Name)
        ?? CheckAttachPoints(registration.AttachPoints)
        ?? CheckStreams(registration)
        ?? CheckSettings(registration.Settings, options);

    /// <summary>Whether the bytes are those that the registration asks for; null when they are, or when it takes any.</summary>
    public static RegistrationRefusal? CheckDigest(ModuleRegistration registration, WasmModule module) =>
        registration.Digest is not { } wanted || wanted == module.Digest
            ? null
            : new RegistrationRefusal(
                RegistrationStage.Read,
                RegistrationError.DigestDiffers,
                $"its SHA-256 is {module.Digest}, expected {wanted}"
            );

    private static RegistrationRefusal? CheckName(string? name) =>
        string.IsNullOrWhiteSpace(name) ? new RegistrationRefusal(RegistrationStage.Name, RegistrationError.NameMissing, "it has no name")
        : name.Any(char.IsControl)
            ? new RegistrationRefusal(RegistrationStage.Name, RegistrationError.NameInvalid, "its name contains a control character")
        : null;

    private static RegistrationRefusal? CheckAttachPoints(IReadOnlyList<AttachPoint>? attachPoints)
    {
        if (attachPoints is null or { Count: 0 })
        {
            return Refusal(RegistrationError.AttachPointMissing, "it has no attach point");
        }

        if (
            attachPoints.Where(point => AttachPointTable.Find(point) is null).Select(point => (AttachPoint?)point).FirstOrDefault() is
            { } unknown
        )
        {
            return Refusal(RegistrationError.AttachPointNotSupported, $"the attach point {unknown} is not supported");
        }

        return attachPoints.Distinct().Count() < attachPoints.Count
            ? Refusal(
                RegistrationError.AttachPointRepeated,
                $"{attachPoints.GroupBy(point => point).First(group => group.Count() > 1).Key} is listed more than once"
            )
            : null;

        static RegistrationRefusal Refusal(RegistrationError error, string reason) => new(RegistrationStage.AttachPoints, error, reason);
    }

    private static RegistrationRefusal? CheckStreams(ModuleRegistration registration) =>
        registration.OnStream is null or StreamPolicy.Events || !registration.AttachPoints.Contains(AttachPoint.OnEvent)
            ? null
            : new RegistrationRefusal(
                RegistrationStage.AttachPoints,
                RegistrationError.SettingsInvalid,
                $"it is registered at OnEvent, but its on_stream is {registration.OnStream.ToString()!.ToLowerInvariant()}, with "
                    + "which it sees no events"
            )
            {
                Cure = "omit on_stream or set it to events, or omit OnEvent",
            };

    /// <summary>Names all settings that are wrong.</summary>
    private static RegistrationRefusal? CheckSettings(ModuleSettings? settings, WasmRuntimeOptions options)
    {
        if (settings is null)
        {
            return new RegistrationRefusal(RegistrationStage.Settings, RegistrationError.SettingsInvalid, "it has no settings");
        }

        List<string> wrong = [];
        CheckLimit(nameof(settings.MaxExecutionTimeMs), settings.MaxExecutionTimeMs, options.MaxExecutionTimeMs);
        CheckLimit(nameof(settings.MaxMemoryPages), settings.MaxMemoryPages, options.MaxMemoryPages);
        wrong.AddRange(
            settings
                .Environment.Select(variable => GuestWasi.FindFault(variable.Key, variable.Value))
                .OfType<string>()
                .Select(fault => $"Environment: {fault}")
        );

        return wrong.Count == 0
            ? null
            : new RegistrationRefusal(RegistrationStage.Settings, RegistrationError.SettingsInvalid, string.Join("; ", wrong));

        void CheckLimit(string name, int? value, int maximum)
        {
            if (value < 1 || value > maximum)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value} but must be from 1 to the runtime's {maximum}"));
            }
        }
    }
}
