namespace Smg.Wasm.Registration;

/// <summary>Why a module was not registered.</summary>
public enum RegistrationError
{
    /// <summary>The name is empty or blank.</summary>
    NameMissing,

    /// <summary>The name contains a control character, which would break the lines of a log.</summary>
    NameInvalid,

    /// <summary>No attach point was given.</summary>
    AttachPointMissing,

    /// <summary>The path is against a rule, or names nothing, or no regular file.</summary>
    PathRefused,

    /// <summary>The file cannot be read.</summary>
    FileUnreadable,

    /// <summary>The bytes are empty or no component.</summary>
    NotAComponent,

    /// <summary>The same bytes are registered already, or are being registered.</summary>
    DuplicateBytes,

    /// <summary>A module of that name is registered already, or is being registered.</summary>
    NameTaken,

    /// <summary>An attach point was given twice.</summary>
    AttachPointRepeated,

    /// <summary>The host does not call that attach point.</summary>
    AttachPointNotSupported,

    /// <summary>A setting is out of its bounds.</summary>
    SettingsInvalid,

    /// <summary>The component has more bytes than the limit.</summary>
    TooLarge,

    /// <summary>The component does not compile.</summary>
    CompileFailed,

    /// <summary>The compiler did not end in time.</summary>
    CompileTimeout,

    /// <summary>The compiler wanted more memory than it may have.</summary>
    CompileTooLarge,

    /// <summary>The component needs more linear memory, or more memories, than its limit.</summary>
    MemoryLimit,

    /// <summary>The component needs more table elements, or more tables, than its limit.</summary>
    TableLimit,

    /// <summary>The component consists of more core instances than its limit.</summary>
    InstanceLimit,

    /// <summary>The component imports something that the host does not offer.</summary>
    ImportMissing,

    /// <summary>The component imports a function of the host's with another type.</summary>
    ImportTypeInvalid,

    /// <summary>The component does not export the function of an attach point.</summary>
    AttachPointNotExported,

    /// <summary>The component exports the function of an attach point with another type.</summary>
    AttachPointFunctionInvalid,

    /// <summary>The module can return smaller bodies only than the options allow.</summary>
    BodyLimit,

    /// <summary>Configuration was given, and the component cannot read it.</summary>
    ConfigurationNotReadable,

    /// <summary>The component failed when it was called for a try.</summary>
    DryRunFailed,

    /// <summary>The runtime had no place to try the component, or is shutting down.</summary>
    RuntimeBusy,

    /// <summary>The bytes are not those that the module had.</summary>
    BytesChanged,

    /// <summary>The module cannot be kept beyond the life of the process.</summary>
    NotKept,

    /// <summary>No module with that id is registered.</summary>
    NotFound,

    /// <summary>The caller gave the registration up.</summary>
    Cancelled,

    /// <summary>The bytes have another digest than the registration asks for.</summary>
    DigestDiffers,
}
