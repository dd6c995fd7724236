namespace Smg.Wasm.Registration;

/// <summary>Why a module was not registered.</summary>
public enum RegistrationError
{
    /// <summary>The name is empty or blank.</summary>
    NameMissing,

    /// <summary>The name contains a control character, which would break the lines of a log.</summary>
    NameInvalid,

    /// <summary>The list of attach points is empty.</summary>
    AttachPointMissing,

    /// <summary>The path breaks a rule, does not exist, or is not a regular file.</summary>
    PathRefused,

    /// <summary>The file cannot be read.</summary>
    FileUnreadable,

    /// <summary>The bytes are empty or not a component.</summary>
    NotAComponent,

    /// <summary>The same bytes are already registered, or are being registered.</summary>
    DuplicateBytes,

    /// <summary>A module with that name is already registered, or is being registered.</summary>
    NameTaken,

    /// <summary>An attach point is listed twice.</summary>
    AttachPointRepeated,

    /// <summary>The host does not call that attach point.</summary>
    AttachPointNotSupported,

    /// <summary>A setting is out of its bounds.</summary>
    SettingsInvalid,

    /// <summary>The component has more bytes than the limit.</summary>
    TooLarge,

    /// <summary>The component does not compile.</summary>
    CompileFailed,

    /// <summary>The compile exceeded its time limit.</summary>
    CompileTimeout,

    /// <summary>The compile exceeded its memory limit.</summary>
    CompileTooLarge,

    /// <summary>The component needs more linear memory, or more memories, than its limit.</summary>
    MemoryLimit,

    /// <summary>The component needs more table elements, or more tables, than its limit.</summary>
    TableLimit,

    /// <summary>The component consists of more core instances than its limit.</summary>
    InstanceLimit,

    /// <summary>The component imports something that the host does not offer.</summary>
    ImportMissing,

    /// <summary>The component imports a function with another type than the host's.</summary>
    ImportTypeInvalid,

    /// <summary>The component does not export the function of an attach point.</summary>
    AttachPointNotExported,

    /// <summary>The component exports the function of an attach point with another type.</summary>
    AttachPointFunctionInvalid,

    /// <summary>The module can return only smaller bodies than the options allow.</summary>
    BodyLimit,

    /// <summary>The registration has configuration, but the component cannot read it.</summary>
    ConfigurationNotReadable,

    /// <summary>The component failed in the dry run.</summary>
    DryRunFailed,

    /// <summary>The runtime was too busy to check the component, or is shutting down.</summary>
    RuntimeBusy,

    /// <summary>The bytes differ from those that the module had.</summary>
    BytesChanged,

    /// <summary>The module cannot be persisted beyond the life of the process.</summary>
    NotKept,

    /// <summary>No module with that id is registered.</summary>
    NotFound,

    /// <summary>The caller cancelled the registration.</summary>
    Cancelled,

    /// <summary>The bytes have another digest than the registration asks for.</summary>
    DigestDiffers,
}
