using Smg.Wasm.Components;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Tests.Components;

/// <summary>What is known of an instruction's values is what Wasmtime finds valid: no fewer and no more of some types.</summary>
public sealed class CoreStackTests : IDisposable
{
    private static readonly byte[] Types = [0x7F, 0x7E, 0x7D, 0x7C];

    private readonly EngineHandle _engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 256 << 10 });

    public void Dispose() => _engine.Dispose();

    public static IEnumerable<TheoryDataRow<byte, int, int>> Known() =>
        from code in Enumerable.Range(0, 256)
        let effect = CoreStack.EffectOf((byte)code)
        where effect is not null
        select new TheoryDataRow<byte, int, int>((byte)code, effect.Value.Taken, effect.Value.Put);

    [Theory]
    [MemberData(nameof(Known))]
    public void The_engine_agrees(byte code, int taken, int put) =>
        Assert.Contains(Choices(taken).SelectMany(taking => Choices(put), (taking, putting) => Module(code, taking, putting)), IsValid);

    [Fact]
    public void Most_plain_instructions_are_known() => Assert.InRange(Known().Count(), 160, 180);

    /// <summary>All ways to choose so many types.</summary>
    private static IEnumerable<byte[]> Choices(int count) =>
        count == 0
            ?
            [
                [],
            ]
            : Choices(count - 1).SelectMany(first => Types, (first, type) => (byte[])[.. first, type]);

    /// <summary>A function that gets what the instruction takes, and returns what it puts.</summary>
    private static byte[] Module(byte code, byte[] taken, byte[] put)
    {
        ComponentWriter body = new ComponentWriter().U32(1).U32(1).Byte(Types[0]);
        for (uint i = 0; i < taken.Length; i++)
        {
            body.Byte(0x20).U32(i);
        }

        body.Byte(code);
        foreach (CorePart part in CoreParts.Of(code))
        {
            _ = part switch
            {
                CorePart.Address => body.U32(0).U32(0),
                CorePart.FourBytes => body.Bytes(new byte[4]),
                CorePart.EightBytes => body.Bytes(new byte[8]),
                CorePart.Number when code is >= 0x20 and <= 0x22 => body.U32((uint)taken.Length),
                _ => body.U32(0),
            };
        }

        body.Byte(0x0B);
        return new ComponentWriter()
            .Bytes([0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00])
            .Section(
                CoreSectionId.Type,
                new ComponentWriter().Bytes([1, 0x60]).U32((uint)taken.Length).Bytes(taken).U32((uint)put.Length).Bytes(put).Span
            )
            .Section(CoreSectionId.Function, [1, 0])
            .Section(CoreSectionId.Memory, [1, 0, 1])
            .Section(CoreSectionId.Global, [1, 0x7F, 1, 0x41, 0, 0x0B])
            .Section(CoreSectionId.Code, new ComponentWriter().U32(1).U32((uint)body.Span.Length).Bytes(body.Span).Span)
            .ToArray();
    }

    private bool IsValid(byte[] module)
    {
        using CoreModuleHandle? compiled = CoreModuleHandle.Compile(_engine, module, out _);
        return compiled is not null;
    }
}
