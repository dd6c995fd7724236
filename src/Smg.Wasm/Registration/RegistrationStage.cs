namespace Smg.Wasm.Registration;

/// <summary>The steps of a registration that can refuse a module, in their order.</summary>
public enum RegistrationStage
{
    /// <summary>Finding the module to replace.</summary>
    Id,

    /// <summary>Checking the name.</summary>
    Name,

    /// <summary>Checking the attach points.</summary>
    AttachPoints,

    /// <summary>Checking the settings.</summary>
    Settings,

    /// <summary>Checking the path against the rules, as it was given and with links resolved.</summary>
    Path,

    /// <summary>Opening and reading the file.</summary>
    Read,

    /// <summary>Checking the size against the limit.</summary>
    Size,

    /// <summary>Checking the first bytes.</summary>
    Preamble,

    /// <summary>Reserving name and bytes among the modules that are registered or being registered.</summary>
    Duplicates,

    /// <summary>Compiling.</summary>
    Compile,

    /// <summary>Checking the imports against what the host offers.</summary>
    Imports,

    /// <summary>Checking the attach points' functions against the WIT.</summary>
    Exports,

    /// <summary>Checking that the guest can read its configuration.</summary>
    Configuration,

    /// <summary>Calling each attach point with sample messages.</summary>
    DryRun,

    /// <summary>Publishing the module.</summary>
    Publish,
}
