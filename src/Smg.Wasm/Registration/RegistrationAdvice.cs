namespace Smg.Wasm.Registration;

/// <summary>What one can do about a refusal.</summary>
internal static class RegistrationAdvice
{
    /// <summary>The advice as the end of a sentence.</summary>
    public static string For(RegistrationError error) =>
        error switch
        {
            RegistrationError.NameMissing => "give it a name",
            RegistrationError.NameInvalid => "give it a name of one line",
            RegistrationError.AttachPointMissing => "give at least one of OnRequest, OnResponse, OnError, StorageBefore and StorageAfter",
            RegistrationError.AttachPointRepeated => "give each attach point once",
            RegistrationError.AttachPointNotSupported => "use OnRequest, OnResponse, OnError, StorageBefore or StorageAfter",
            RegistrationError.SettingsInvalid => "correct each setting that is named",
            RegistrationError.PathRefused => "give the absolute path of a .wasm file outside the system's folders",
            RegistrationError.FileUnreadable => "let the gateway's user read the file",
            RegistrationError.TooLarge => "make the component smaller or raise MaxModuleBytes",
            RegistrationError.NotAComponent => "build a component",
            RegistrationError.NameTaken => "use another name, or replace the module that has it",
            RegistrationError.DuplicateBytes => "register the component once, with all its attach points",
            RegistrationError.CompileFailed => "check the component with 'wasm-tools validate'",
            RegistrationError.CompileTimeout or RegistrationError.CompileTooLarge =>
                "make the component smaller, or raise MaxCompileTimeMs and MaxCompileMemoryMb if it is trusted",
            RegistrationError.MemoryLimit => "make the guest use less memory or raise MaxMemoryPages",
            RegistrationError.TableLimit => "make the guest use smaller tables or raise MaxTableElements",
            RegistrationError.InstanceLimit => "build the component of fewer core modules: no option raises their number",
            RegistrationError.ImportMissing => "build the guest without that import: the host offers WASI 0.2 without HTTP",
            RegistrationError.ImportTypeInvalid => "build the guest against the WIT of WASI 0.2",
            RegistrationError.AttachPointNotExported => "export the interface in the guest or leave the attach point out",
            RegistrationError.AttachPointFunctionInvalid => "build the guest against the gateway's WIT",
            RegistrationError.BodyLimit => "lower MaxBodySize, or build the guest so that it lifts its functions itself",
            RegistrationError.ConfigurationNotReadable => "let the guest import wasi:cli/environment or leave the configuration out",
            RegistrationError.DryRunFailed =>
                "mend the guest, or register it without a dry run when it is meant to fail on messages that it does not know",
            RegistrationError.RuntimeBusy => "try again later",
            RegistrationError.BytesChanged => "replace the module with the new bytes, or put the old ones back",
            RegistrationError.NotKept => "see that the manifest's folder can be written and its disk has room",
            RegistrationError.NotFound => "look at the list of modules",
            RegistrationError.Cancelled => "register it again",
            RegistrationError.DigestDiffers => "put the file back that was meant, or correct the digest",
            _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Unknown error."),
        };
}
