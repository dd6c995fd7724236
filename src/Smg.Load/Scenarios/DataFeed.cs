namespace Smg.Load.Scenarios;

/// <summary>Creates data feeds, from which requests get their data.</summary>
public static class DataFeed
{
    /// <summary>
    /// Every copy of a closed model always gets the same item: the first copy the first, the second the second, and again from the start.
    /// </summary>
    /// <param name="items">At least one.</param>
    /// <exception cref="ArgumentException">The feed is empty.</exception>
    public static IDataFeed<T> Constant<T>(IEnumerable<T> items) => new ConstantFeed<T>(NotEmpty(items));

    /// <summary>The items in their order, one after the other over all callers, and again from the start.</summary>
    /// <param name="items">At least one.</param>
    /// <exception cref="ArgumentException">The feed is empty.</exception>
    public static IDataFeed<T> Circular<T>(IEnumerable<T> items) => new CircularFeed<T>(NotEmpty(items));

    /// <summary>Random items, all equally likely.</summary>
    /// <param name="items">At least one.</param>
    /// <param name="seed">The same seed draws the same items in the order of the calls.</param>
    /// <exception cref="ArgumentException">The feed is empty.</exception>
    public static IDataFeed<T> Random<T>(IEnumerable<T> items, int seed = 1) => new RandomFeed<T>(NotEmpty(items), seed);

    private static T[] NotEmpty<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        return all.Length > 0 ? all : throw new ArgumentException("A data feed needs at least one item.", nameof(items));
    }

    private sealed class ConstantFeed<T>(T[] items) : IDataFeed<T>
    {
        public T GetNextItem(int instanceNumber) => items[(int)((uint)instanceNumber % (uint)items.Length)];
    }

    private sealed class CircularFeed<T>(T[] items) : IDataFeed<T>
    {
        private long _next = -1;

        public T GetNextItem(int instanceNumber) => items[(int)((ulong)Interlocked.Increment(ref _next) % (ulong)items.Length)];
    }

    private sealed class RandomFeed<T>(T[] items, int seed) : IDataFeed<T>
    {
        private readonly Random _random = new(seed);
        private readonly Lock _lock = new();

        public T GetNextItem(int instanceNumber)
        {
            lock (_lock)
            {
                return items[_random.Next(items.Length)];
            }
        }
    }
}
