using System.Buffers;
using CsCheck;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Contract;

public sealed class MessageBodyTests
{
    /// <summary>Text, so that pieces end within characters, or any bytes.</summary>
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(Gen.String.Select(System.Text.Encoding.UTF8.GetBytes), Gen.Byte.Array[0, 200]);

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public void A_body_in_pieces_reaches_the_guest_as_one(CallPath path)
    {
        using WasmRuntime runtime = new(
            new WasmRuntimeOptions
            {
                CallPath = path,
                PoolSize = 16,
                ThreadPoolSize = 1,
            }
        );
        Gen.Select(Bytes, Gen.Int[0, 1000].Array[0, 5])
            .Sample(
                (bytes, cuts) =>
                {
                    MiddlewareResponse response = new() { Body = InPieces(bytes, cuts) };
                    ExecutionResult result = runtime
                        .ExecuteAsync(Guests.EchoesBody, AttachPoint.OnResponse, response)
                        .AsTask()
                        .GetAwaiter()
                        .GetResult();
                    return ((ModifyAction)result.Action!).BodyReplace!.Value.Span.SequenceEqual(bytes);
                },
                iter: 300,
                threads: 1
            );
    }

    [Fact]
    public void Only_pieces_are_copied_into_one()
    {
        byte[] bytes = [1, 2, 3];
        Assert.True(((MessageBody)bytes).ToMemory().Equals(bytes.AsMemory()));
        MessageBody pieces = InPieces(bytes, [1]);
        Assert.Equal((3, false), (pieces.Length, pieces.Sequence.IsSingleSegment));
        Assert.Equal(bytes, pieces.ToMemory().ToArray());
    }

    [Fact]
    public void A_body_equals_the_same_bytes_in_memory_alone()
    {
        byte[] bytes = [1, 2, 3];
        Assert.True((MessageBody)bytes == (MessageBody)bytes);
        Assert.True((MessageBody)bytes != (MessageBody)(byte[])[1, 2, 3]);
        Assert.Equal(default, default(MessageBody));
        Assert.Equal(0, default(MessageBody).Length);
    }

    private static MessageBody InPieces(byte[] bytes, int[] cuts)
    {
        int[] ends = [.. cuts.Select(cut => cut % (bytes.Length + 1)).Order(), bytes.Length];
        Piece first = new(default, 0);
        Piece last = first;
        int at = 0;
        foreach (int end in ends)
        {
            last = last.Append(bytes.AsMemory(at, end - at));
            at = end;
        }

        return new MessageBody(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, long runningIndex)
        {
            Memory = bytes;
            RunningIndex = runningIndex;
        }

        public Piece Append(ReadOnlyMemory<byte> bytes)
        {
            Piece next = new(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
