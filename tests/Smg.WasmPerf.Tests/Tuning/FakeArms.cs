using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Tests.Tuning;

/// <summary>Sides whose blocks cost what a function says.</summary>
internal sealed class FakeArms(Func<Candidate, double> costUs) : IArmFactory
{
    public int Alive { get; private set; }

    public int Made { get; private set; }

    public IArm Make(Candidate candidate)
    {
        Made++;
        Alive++;
        return new Side(() => costUs(candidate), () => Alive--);
    }

    private sealed class Side(Func<double> block, Action dispose) : IArm
    {
        public double RunBlock() => block();

        public void Dispose() => dispose();
    }
}
