using System.Globalization;

namespace Smg.Wasm.Interop;

/// <summary>The type of a function that a component imports or exports.</summary>
/// <param name="Parameters">Its parameters, in order.</param>
/// <param name="Result">The type of its result; null where it has none.</param>
public sealed record ComponentFunctionType(IReadOnlyList<WitPart> Parameters, WitType? Result)
{
    /// <summary>
    /// What is different here from the type that is wanted; null where nothing is. The names of fields and cases count; those of parameters
    /// do not, for no caller sees them.
    /// </summary>
    public string? FindDifference(ComponentFunctionType wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (Parameters.Count != wanted.Parameters.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it has {Parameters.Count} parameters, expected {wanted.Parameters.Count}");
        }

        for (int i = 0; i < Parameters.Count; i++)
        {
            if (
                Parameters[i].Type!.FindDifference(wanted.Parameters[i].Type!, $"its parameter '{wanted.Parameters[i].Name}'") is
                { } difference
            )
            {
                return difference;
            }
        }

        return (Result, wanted.Result) switch
        {
            (null, null) => null,
            (null, _) => "it has no result",
            (_, null) => "it has a result, expected none",
            ({ } found, { } type) => found.FindDifference(type, "its result"),
        };
    }

    /// <summary>The type without the parameters' names, for instance <c>func(borrow, u64) -> list&lt;u8&gt;</c>.</summary>
    public override string ToString() =>
        $"func({string.Join(", ", Parameters.Select(parameter => parameter.Type))}){(Result is null ? "" : $" -> {Result}")}";
}
