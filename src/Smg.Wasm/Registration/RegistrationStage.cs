namespace Smg.Wasm.Registration;

/// <summary>The steps of a registration that can refuse a module, in their order.</summary>
public enum RegistrationStage
{
    /// <summary>Finding the module that is to be replaced.</summary>
    Id,

    /// <summary>Looking at the name.</summary>
    Name,

    /// <summary>Looking at the attach points.</summary>
    AttachPoints,

    /// <summary>Looking at the settings.</summary>
    Settings,

    /// <summary>Holding the path, as it was given and as it is without links, against the rules.</summary>
    Path,

    /// <summary>Opening and reading the file.</summary>
    Read,

    /// <summary>Holding the size against the limit.</summary>
    Size,

    /// <summary>Looking at the first bytes.</summary>
    Preamble,

    /// <summary>Reserving name and bytes among the modules that there are, and those that are being registered.</summary>
    Duplicates,

    /// <summary>Compiling.</summary>
    Compile,

    /// <summary>Matching the imports with what the host offers.</summary>
    Imports,

    /// <summary>Matching the attach points' functions with the WIT.</summary>
    Exports,

    /// <summary>Looking whether the guest can read the configuration that it was given.</summary>
    Configuration,

    /// <summary>Calling each attach point once.</summary>
    DryRun,

    /// <summary>Making the module known.</summary>
    Publish,
}
