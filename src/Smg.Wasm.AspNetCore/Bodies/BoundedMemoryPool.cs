using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>
/// The server's blocks of memory. Unlike Kestrel's own pool, which gives back a small part of what is idle at a time, this one can be
/// trimmed to what ordinary traffic needs. It keeps all blocks until then: those that are dropped under load are garbage beside the new
/// ones, and both count.
/// A block is larger than Kestrel's 4 KiB, because the server fills each block by a separate read, and a read takes two system calls.
/// </summary>
internal sealed class BoundedMemoryPool : MemoryPool<byte>
{
    /// <summary>
    /// Bytes of a block. With 16 KiB a body of 64 KB takes 12 reads instead of 36; a client that has sent a part of its request holds one.
    /// </summary>
    private const int BlockBytes = 16 * 1024;

    /// <summary>16 MiB for each of the server's queues: more than their connections read at a time.</summary>
    private const int MaxIdle = 1024;

    private readonly ConcurrentQueue<Block> _idle = new();
    private int _count;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_idle.TryDequeue(out Block? block))
        {
            return new Block(this);
        }

        Interlocked.Decrement(ref _count);
        return block.Take();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _idle.Clear();

    private void Return(Block block)
    {
        _idle.Enqueue(block);
        Interlocked.Increment(ref _count);
    }

    private void Trim()
    {
        while (Volatile.Read(ref _count) > MaxIdle && _idle.TryDequeue(out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Makes the pools, one for each of the server's queues.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        private readonly ConcurrentBag<BoundedMemoryPool> _pools = [];

        /// <inheritdoc/>
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null)
        {
            BoundedMemoryPool pool = new();
            _pools.Add(pool);
            return pool;
        }

        /// <summary>Leaves what is idle beyond ordinary traffic to the garbage collector.</summary>
        public void Trim()
        {
            foreach (BoundedMemoryPool pool in _pools)
            {
                pool.Trim();
            }
        }
    }

    private sealed class Block(BoundedMemoryPool pool) : IMemoryOwner<byte>
    {
        private int _isReturned;

        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);

        public Block Take()
        {
            _isReturned = 0;
            return this;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReturned, 1) == 0)
            {
                pool.Return(this);
            }
        }
    }
}
