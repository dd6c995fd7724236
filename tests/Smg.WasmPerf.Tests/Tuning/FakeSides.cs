using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Tests.Tuning;

/// <summary>Sides whose blocks cost what a function says.</summary>
internal sealed class FakeSides(Func<Candidate, double> costUs) : ISideFactory
{
    public int Alive { get; private set; }

    public int Made { get; private set; }

    public ISide Make(Candidate candidate)
    {
        Made++;
        Alive++;
        return new Side(() => costUs(candidate), () => Alive--);
    }

    private sealed class Side(Func<double> block, Action dispose) : ISide
    {
        public double RunBlock() => block();

        public void Dispose() => dispose();
    }
}
