using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Comparison;

public sealed class EnvironmentDifferencesTests
{
    private static EnvironmentInfo Lab => SampleResults.Environment;

    [Fact]
    public void Another_machine_or_setting_is_refused_and_each_is_named()
    {
        EnvironmentInfo other = Lab with
        {
            Host = "lab-2",
            Cpu = "Other",
            Cores = 8,
            Options = new Dictionary<string, string> { ["pooling"] = "off", ["cacheCapacity"] = "64" },
        };
        EnvironmentDifferences differences = EnvironmentDifferences.Of(Lab, other);

        Assert.Equal(
            [
                "host is lab-1 in A and lab-2 in B",
                $"processor is {Lab.Cpu} in A and Other in B",
                "cores is 4 in A and 8 in B",
                "option pooling is on in A and off in B",
            ],
            differences.Refused
        );
        Assert.Empty(differences.Shown);
    }

    [Fact]
    public void Other_software_is_shown()
    {
        EnvironmentInfo other = Lab with
        {
            Os = "Debian",
            DotNet = "10.0.1",
            Wasmtime = "51.0.0",
            Dirty = true,
            Options = new Dictionary<string, string> { ["pooling"] = "on", ["newOption"] = "" },
        };
        EnvironmentDifferences differences = EnvironmentDifferences.Of(Lab, other);

        Assert.Empty(differences.Refused);
        Assert.Equal(
            [
                $"system is {Lab.Os} in A and Debian in B",
                ".NET is 10.0.0 in A and 10.0.1 in B",
                "Wasmtime is 50.0.1 in A and 51.0.0 in B",
                "commit is 8a3d9010f5c4 in A and 8a3d9010f5c4 with changes in B",
                "option cacheCapacity is 64 in A and unknown to B's build",
                "option newOption is empty in B and unknown to A's build",
            ],
            differences.Shown
        );
    }
}
