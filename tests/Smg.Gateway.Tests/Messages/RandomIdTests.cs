using System.Collections.Concurrent;
using Smg.Wasm.AspNetCore.Messages;

namespace Smg.Gateway.Tests.Messages;

/// <summary>Ids of requests that came without one.</summary>
public sealed class RandomIdTests
{
    [Fact]
    public void Each_is_a_UUID_of_version_7_with_the_time_of_its_making()
    {
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Guid id = Guid.ParseExact(RandomId.Next(), "D");
        long after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.Equal((7, true), (id.Version, id.Variant is >= 8 and <= 11));
        Assert.InRange(Convert.ToInt64(id.ToString("N")[..12], 16), before, after);
    }

    [Fact]
    public void None_comes_twice_whichever_thread_makes_it()
    {
        const int Count = 20_000;
        ConcurrentBag<string> ids = [];
        Parallel.For(0, Count, _ => ids.Add(RandomId.Next()[14..]));
        Assert.Equal(Count, ids.Distinct().Count());
    }
}
