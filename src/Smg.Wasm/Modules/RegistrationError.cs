namespace Smg.Wasm.Modules;

/// <summary>Why a module was not registered.</summary>
public enum RegistrationError
{
    /// <summary>The name is empty or blank.</summary>
    NameMissing,

    /// <summary>No attach point was given.</summary>
    AttachPointMissing,

    /// <summary>The path is against a rule, or there is no such file.</summary>
    PathRefused,

    /// <summary>The file cannot be read.</summary>
    FileUnreadable,

    /// <summary>The bytes are empty or no component.</summary>
    NotAComponent,

    /// <summary>The same bytes are registered already.</summary>
    DuplicateBytes,
}
