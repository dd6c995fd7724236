namespace Smg.Wasm.Components;

/// <summary>Refuses components that cannot be read, or not be changed as they would have to be.</summary>
internal static class Refuse
{
    /// <summary>Refuses a component under a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="reason">Why, as a clause about the component.</param>
    /// <exception cref="InvalidDataException">The condition is true.</exception>
    public static void If(bool condition, string reason)
    {
        if (condition)
        {
            throw new InvalidDataException(reason);
        }
    }
}
