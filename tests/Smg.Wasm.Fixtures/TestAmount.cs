using System.Globalization;

namespace Smg.Wasm.Fixtures;

/// <summary>How much a test tries, which a variable of the environment can change.</summary>
public static class TestAmount
{
    /// <summary>The number in a variable.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="otherwise">What counts where it is missing or not a number.</param>
    public static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;
}
