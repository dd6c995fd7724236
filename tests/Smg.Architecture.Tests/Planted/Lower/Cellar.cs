using Smg.Architecture.Tests.Planted.Upper;

namespace Smg.Architecture.Tests.Planted.Lower;

/// <summary>The third: it refers to the first inside a lambda of an asynchronous method alone, where no signature shows it.</summary>
internal sealed class Cellar<T>
{
    public static async Task<object> UpAsync(T value)
    {
        await Task.Yield();
        Func<object> make = () => (value, Roof.Below);
        return make();
    }
}
