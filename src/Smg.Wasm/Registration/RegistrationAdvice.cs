namespace Smg.Wasm.Registration;

/// <summary>What one can do about a refusal.</summary>
internal static class RegistrationAdvice
{
    /// <summary>The advice as the end of a sentence.</summary>
    public static string For(RegistrationError error) =>
        error switch
        {
            RegistrationError.NameMissing => "name it",
            RegistrationError.NameInvalid => "use a name without control characters",
            RegistrationError.AttachPointMissing =>
                "list at least one of OnRequest, OnResponse, OnError, OnEvent, StorageBefore and StorageAfter",
            RegistrationError.AttachPointRepeated => "list each attach point once",
            RegistrationError.AttachPointNotSupported => "use OnRequest, OnResponse, OnError, OnEvent, StorageBefore or StorageAfter",
            RegistrationError.SettingsInvalid => "correct the settings that are named",
            RegistrationError.PathRefused => "use the absolute path of a .wasm file outside the system's folders",
            RegistrationError.FileUnreadable => "make the file readable for the user of this process",
            RegistrationError.TooLarge => "make the component smaller or raise MaxModuleBytes",
            RegistrationError.NotAComponent => "build a component",
            RegistrationError.NameTaken => "use another name, or replace the module that has it",
            RegistrationError.DuplicateBytes => "register the component once, with all its attach points",
            RegistrationError.CompileFailed => "check the component with 'wasm-tools validate'",
            RegistrationError.CompileTimeout or RegistrationError.CompileTooLarge =>
                "make the component smaller, or raise MaxCompileTimeMs and MaxCompileMemoryMb if it is trusted",
            RegistrationError.MemoryLimit => "make the guest use less memory or raise MaxMemoryPages",
            RegistrationError.TableLimit => "make the guest use smaller tables or raise MaxTableElements",
            RegistrationError.InstanceLimit => "build the component of fewer core modules: the limit is fixed",
            RegistrationError.ImportMissing => "build the guest without that import: the host offers WASI 0.2 without HTTP",
            RegistrationError.ImportTypeInvalid => "build the guest against the WIT of WASI 0.2",
            RegistrationError.AttachPointNotExported => "export the interface in the guest or leave the attach point out",
            RegistrationError.AttachPointFunctionInvalid => "build the guest against the gateway's WIT",
            RegistrationError.BodyLimit => "lower MaxBodySize, or build the guest so that it lifts its functions itself",
            RegistrationError.ConfigurationNotReadable => "let the guest import wasi:cli/environment or leave the configuration out",
            RegistrationError.DryRunFailed => "fix the guest, or register it without a dry run if it is meant to fail on such messages",
            RegistrationError.RuntimeBusy => "try again later",
            RegistrationError.BytesChanged => "replace the module with the new bytes, or restore the old ones",
            RegistrationError.NotKept => "make the manifest's folder writable and free space on its disk",
            RegistrationError.NotFound => "check the id against the list of modules",
            RegistrationError.Cancelled => "register it again",
            RegistrationError.DigestDiffers => "restore the intended file, or correct the digest",
            _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Unknown error."),
        };
}
