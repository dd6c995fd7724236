namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Lets settings of objects that change be written as those of records.</summary>
internal static class OptionsChange
{
    /// <summary>Changes an object.</summary>
    /// <returns>The object.</returns>
    public static T Change<T>(this T options, Action change)
        where T : class
    {
        change();
        return options;
    }
}
