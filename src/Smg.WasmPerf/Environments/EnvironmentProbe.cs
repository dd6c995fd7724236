using System.Runtime.InteropServices;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Environments;

/// <summary>Finds out where and with what a run is made.</summary>
public static class EnvironmentProbe
{
    /// <summary>Describes this machine and this process.</summary>
    /// <param name="wasmtimeVersion">The Wasmtime package's version.</param>
    /// <param name="commit">What was built.</param>
    /// <param name="command">The command line that was given.</param>
    /// <param name="options">The runtime's options in force, by name.</param>
    /// <param name="startedAt">When the run began.</param>
    public static EnvironmentInfo Probe(
        string wasmtimeVersion,
        GitCommit commit,
        string command,
        IReadOnlyDictionary<string, string> options,
        DateTimeOffset startedAt
    ) =>
        new EnvironmentInfo
        {
            Host = Environment.MachineName,
            Cpu = CpuModel.Read(),
            Cores = Environment.ProcessorCount,
            Os = RuntimeInformation.OSDescription,
            DotNet = Environment.Version.ToString(),
            Wasmtime = wasmtimeVersion,
            Commit = commit.Hash,
            Dirty = commit.Dirty,
            StartedAt = startedAt.ToUniversalTime(),
            Command = command,
            Options = options,
        };
}
