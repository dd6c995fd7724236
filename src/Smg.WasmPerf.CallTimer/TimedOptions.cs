using System.Reflection;
using Smg.Wasm.Options;

namespace Smg.WasmPerf.CallTimer;

/// <summary>
/// The options under which calls are timed: the defaults of the commit, but for who executes the call and what only costs start-up time.
/// </summary>
internal static class TimedOptions
{
    private const string Workers = "Workers";

    /// <summary>The options.</summary>
    /// <param name="dispatch"><c>Inline</c> or <c>Workers</c>.</param>
    /// <exception cref="InvalidOperationException">The commit's runtime has no such way to execute a call.</exception>
    public static WasmRuntimeOptions Of(string dispatch)
    {
        WasmRuntimeOptions options = new();

        // By reflection: a commit from before an option has the behaviour that it later named, and is comparable.
        TrySet(options, "PoolSize", 16);
        TrySet(options, "CompileGuard", "None");
        return TrySet(options, "Dispatch", dispatch) || dispatch == Workers
            ? options
            : throw new InvalidOperationException($"this commit's runtime cannot execute a call {dispatch}");
    }

    private static bool TrySet(WasmRuntimeOptions options, string name, object value)
    {
        if (typeof(WasmRuntimeOptions).GetProperty(name, BindingFlags.Public | BindingFlags.Instance) is not { } property)
        {
            return false;
        }

        if (property.PropertyType.IsEnum && !Enum.IsDefined(property.PropertyType, value))
        {
            return false;
        }

        property.SetValue(options, property.PropertyType.IsEnum ? Enum.Parse(property.PropertyType, (string)value) : value);
        return true;
    }
}
