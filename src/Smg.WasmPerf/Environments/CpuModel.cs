using System.Runtime.InteropServices;

namespace Smg.WasmPerf.Environments;

/// <summary>Finds the processor's model name.</summary>
internal static class CpuModel
{
    private const string CpuInfoPath = "/proc/cpuinfo";

    // "model name" is x86's; the others are what ARM and RISC-V kernels write.
    private static readonly string[] Keys = ["model name", "Model", "Hardware", "uarch", "cpu model"];

    /// <summary>The model name, or the architecture where the system does not report it.</summary>
    public static string Read()
    {
        string? name = null;
        if (OperatingSystem.IsLinux() && File.Exists(CpuInfoPath))
        {
            name = FromCpuInfo(File.ReadLines(CpuInfoPath));
        }
        else if (OperatingSystem.IsMacOS())
        {
            name = ShortCommand.TryRun("sysctl", ["-n", "machdep.cpu.brand_string"], Path.GetTempPath());
        }
        else if (OperatingSystem.IsWindows())
        {
            name = Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        }

        return string.IsNullOrWhiteSpace(name) ? RuntimeInformation.ProcessArchitecture.ToString() : name.Trim();
    }

    /// <summary>The model name in the lines of <c>/proc/cpuinfo</c>; null when they hold none.</summary>
    /// <param name="lines">The file's lines.</param>
    public static string? FromCpuInfo(IEnumerable<string> lines)
    {
        Dictionary<string, string> first = [];
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                first.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        return Keys.Select(key => first.GetValueOrDefault(key)).FirstOrDefault(value => !string.IsNullOrEmpty(value));
    }
}
