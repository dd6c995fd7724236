using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Tests.CanonicalAbi;

/// <summary>A guest of 48 pages takes the same bodies in every form of call: as many bytes as its own allocator has room for.</summary>
public sealed class SmallMemoryTests
{
    private const int Pages = 48;
    private const int FirstBlock = 4096;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_guest_of_48_pages_takes_the_same_bodies_in_every_form(bool isText)
    {
        using FormCaller caller = new();
        using CompiledComponent component = caller.Compile(
            new WatGuest
            {
                Memory = $"""(memory (export "memory") {Pages} {Pages})""",
                OnRequest =
                    "(i32.store8 (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (i32.shr_u (local.get 9) (i32.const 8))) "
                    + "(i32.const 16)",
            }.ToModule("48 pages")
        );
        foreach (CallForm form in Enum.GetValues<CallForm>())
        {
            // Method and path take a block of eight bytes each; query, headers and id have none of their own. The body is aligned to eight.
            const int Largest = (Pages << 16) - FirstBlock - 16;
            Assert.Equal("reject 4096", Call(caller, component, form, 1 << 20, isText));
            Assert.Equal($"reject {Largest >> 8}", Call(caller, component, form, Largest, isText));
            Assert.Equal("refused: call Trap(Unreachable)", Call(caller, component, form, Largest + 1, isText));
        }
    }

    private static string Call(FormCaller caller, CompiledComponent component, CallForm form, int bytes, bool isText)
    {
        byte[] body = new byte[bytes];
        Array.Fill(body, (byte)(isText ? 'x' : 0xff));
        return caller.Call(component, form, AttachPoint.OnRequest, new MiddlewareRequest { Body = body }).Text;
    }
}
