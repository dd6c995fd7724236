namespace Smg.WasmPerf.Results;

/// <summary>Where and with what a run was made. Runs of different environments are not compared.</summary>
public sealed record EnvironmentInfo
{
    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }

    /// <summary>The processor's model name.</summary>
    public required string Cpu { get; init; }

    /// <summary>Logical processors that this process may use; 0 where an imported file does not say.</summary>
    public required int Cores { get; init; }

    /// <summary>The operating system and its version.</summary>
    public required string Os { get; init; }

    /// <summary>The .NET runtime's version.</summary>
    public required string DotNet { get; init; }

    /// <summary>The Wasmtime package's version.</summary>
    public required string Wasmtime { get; init; }

    /// <summary>The commit that was built; <c>unknown</c> outside a repository.</summary>
    public required string Commit { get; init; }

    /// <summary>True when the working tree differed from <see cref="Commit"/>; null where git could not be asked.</summary>
    public required bool? Dirty { get; init; }

    /// <summary>When the run began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The command line that was given.</summary>
    public required string Command { get; init; }

    /// <summary>The runtime's options in force, by name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }
}
