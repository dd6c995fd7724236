using System.Runtime.CompilerServices;

namespace Smg.Load.Scenarios;

/// <summary>Checks arguments in the expressions that use them.</summary>
internal static class Check
{
    /// <summary>A number that is within a range.</summary>
    /// <param name="value">The number.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="most">The most that it may be.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static int Within(int value, int least, int most = int.MaxValue, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }

    /// <summary>A text that is not blank.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentException">It is.</exception>
    public static string NotBlank(string text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, name);
        return text;
    }

    /// <summary>An argument that is there.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static T NotNull<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class => value ?? throw new ArgumentNullException(name);
}
