using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>Which attach points the adapter serves in a component, and in the components nested in it.</summary>
internal sealed class AdapterPlan
{
    private readonly List<(AttachPoint Point, LiftedFunction Function)> _functions = [];
    private readonly SortedDictionary<uint, (uint Instance, AdapterPlan Plan)> _nested = [];

    /// <summary>The attach points whose functions this component lifts.</summary>
    public IReadOnlyList<(AttachPoint Point, LiftedFunction Function)> Functions => _functions;

    /// <summary>The nested components that lift others, by their index, and the instance that is made of each.</summary>
    public IReadOnlyDictionary<uint, (uint Instance, AdapterPlan Plan)> Nested => _nested;

    /// <summary>Adds an attach point.</summary>
    /// <exception cref="InvalidDataException">Two instances of one nested component serve attach points.</exception>
    public void Add(AttachPoint point, FunctionOrigin origin) => Add(point, origin, step: 0);

    private void Add(AttachPoint point, FunctionOrigin origin, int step)
    {
        if (step == origin.Path.Count)
        {
            _functions.Add((point, origin.Function));
            return;
        }

        NestedComponent next = origin.Path[step];
        if (!_nested.TryGetValue(next.Component, out (uint Instance, AdapterPlan Plan) nested))
        {
            nested = (next.Instance, new AdapterPlan());
            _nested.Add(next.Component, nested);
        }

        Refuse.If(nested.Instance != next.Instance, "two instances of one of its nested components serve attach points");
        nested.Plan.Add(point, origin, step + 1);
    }
}
