namespace Smg.WasmPerf.Tests.Experiments;

/// <summary>Synthetic noise for calibrating tests.</summary>
internal static class Noise
{
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
