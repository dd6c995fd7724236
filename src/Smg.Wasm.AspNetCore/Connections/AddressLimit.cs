using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>Counts connections by the address that they come from. Safe to use from any thread.</summary>
/// <param name="limit">How many one address may have; 0 for any number.</param>
/// <param name="trusted">Networks that are not counted.</param>
internal sealed class AddressLimit(int limit, IReadOnlyList<IPNetwork> trusted)
{
    private readonly ConcurrentDictionary<UInt128, int> _open = new();

    /// <summary>Takes a place for a connection.</summary>
    /// <param name="remote">Where the connection comes from.</param>
    /// <param name="place">What <see cref="Free"/> gets when it ends; null where it is not counted.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(EndPoint? remote, out UInt128? place)
    {
        place = null;
        if (limit == 0 || remote is not IPEndPoint { Address: { } given })
        {
            return true;
        }

        IPAddress address = given.IsIPv4MappedToIPv6 ? given.MapToIPv4() : given;
        if (trusted.Any(network => network.Contains(address)))
        {
            return true;
        }

        UInt128 key = KeyOf(address);
        if (_open.AddOrUpdate(key, 1, static (_, open) => open + 1) > limit)
        {
            Free(key);
            return false;
        }

        place = key;
        return true;
    }

    /// <summary>Gives a place back.</summary>
    public void Free(UInt128? place)
    {
        if (place is not { } key)
        {
            return;
        }

        // The last one takes the entry out, so that addresses that are gone need no memory.
        while (
            _open.TryGetValue(key, out int open)
            && !(open == 1 ? _open.TryRemove(KeyValuePair.Create(key, 1)) : _open.TryUpdate(key, open - 1, open))
        )
        {
            // Another connection of the address came or went meanwhile.
        }
    }

    /// <summary>An IPv4 address, or the first 64 bits of an IPv6 address.</summary>
    private static UInt128 KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), ulong.MaxValue);
    }
}
