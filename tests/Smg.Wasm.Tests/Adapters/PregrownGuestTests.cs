using System.Collections.Concurrent;
using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Fixtures.CanonicalAbi;
using Smg.Wasm.Modules;
using Smg.Wasm.Tests.CanonicalAbi;

namespace Smg.Wasm.Tests.Adapters;

/// <summary>
/// Guests whose memories begin with more pages than they wrote answer as they do without. An access of their own between the size that they
/// know and the pages that are there is the one thing that differs: it does not trap, and what such a guest returns is bounded by the size
/// that it knows.
/// </summary>
public sealed class PregrownGuestTests
{
    private const int Pages = 8;
    private const int Parts = 10;
    private const string OutOfBounds = "refused: call Trap(MemoryOutOfBounds)";

    private static readonly int GeneratedGuests = TestAmount.FromEnvironment("SMG_PREGROWN_GUESTS", 240);

    public static TheoryData<string> AbiGuestNames => [.. AbiGuests.Outcomes.Keys];

    public static TheoryData<int> AllParts => [.. Enumerable.Range(0, Parts)];

    /// <summary>Past the one page that the guest knows, within those that are there.</summary>
    public static TheoryData<string, string> ResultsPastTheKnownSize =>
        new()
        {
            { "the action", "(i32.const 65500)" },
            { "the list of headers", Modify("(i32.store (i32.const 24) (i32.const 65532)) (i32.store (i32.const 28) (i32.const 1))") },
            {
                "a header's name",
                Modify(
                    "(i32.store (i32.const 24) (i32.const 512)) (i32.store (i32.const 28) (i32.const 1)) (i32.store (i32.const 512) "
                        + "(i32.const 70000)) (i32.store (i32.const 516) (i32.const 3))"
                )
            },
            {
                "a header's value",
                Modify(
                    "(i32.store (i32.const 32) (i32.const 512)) (i32.store (i32.const 36) (i32.const 1)) (i32.store (i32.const 520) "
                        + "(i32.const 65530)) (i32.store (i32.const 524) (i32.const 7))"
                )
            },
            {
                "a name to remove",
                Modify(
                    "(i32.store (i32.const 40) (i32.const 512)) (i32.store (i32.const 44) (i32.const 1)) (i32.store (i32.const 512) "
                        + "(i32.const 65537))"
                )
            },
            {
                "the new body",
                Modify(
                    "(i32.store8 (i32.const 48) (i32.const 1)) (i32.store (i32.const 52) (i32.const 60000)) (i32.store (i32.const 56) "
                        + "(i32.const 6000))"
                )
            },
        };

    /// <summary>Blocks past the one page that the guest knows.</summary>
    public static TheoryData<string> BlocksPastTheKnownSize =>
        ["(i32.const 65536)", "(i32.sub (i32.const 65544) (local.get 3))", "(i32.const 131072)"];

    [Theory]
    [MemberData(nameof(ResultsPastTheKnownSize))]
    public void A_result_past_the_size_that_the_guest_knows_is_refused(string what, string answer)
    {
        _ = what;
        using FormCaller caller = new();
        WasmModule module = Grower(answer).ToModule("guest");
        foreach (CallForm form in (CallForm[])[CallForm.Adapter, CallForm.Direct, CallForm.Values])
        {
            AbiOutcome written = Call(caller, module, form);
            Assert.Equal(new AbiOutcome("refused: call InvalidResult"), written);
            Assert.Equal(written, Call(caller, module.WithInitialPages(Pages), form));
        }
    }

    [Theory]
    [MemberData(nameof(BlocksPastTheKnownSize))]
    public void A_block_past_the_size_that_the_guest_knows_is_refused(string realloc)
    {
        using FormCaller caller = new();
        WasmModule module = (Grower(WatGuest.Continue) with { Realloc = realloc }).ToModule("guest");
        foreach (CallForm form in (CallForm[])[CallForm.Adapter, CallForm.Direct, CallForm.Values])
        {
            AbiOutcome written = Call(caller, module, form);
            Assert.StartsWith("refused: call", written.Text, StringComparison.Ordinal);
            Assert.Equal(written, Call(caller, module.WithInitialPages(Pages), form));
        }
    }

    /// <summary>The message needs the second page, which the guest asks for; the answer ends with it.</summary>
    [Fact]
    public void A_result_that_ends_with_the_size_that_the_guest_knows_is_taken()
    {
        using FormCaller caller = new();
        WasmModule module = Grower(
                "(drop (memory.grow (i32.const 1)))"
                    + Modify(
                        "(i32.store8 (i32.const 48) (i32.const 1)) (i32.store (i32.const 52) (i32.const 60000)) (i32.store (i32.const 56) "
                            + "(i32.const 71072))"
                    )
            )
            .ToModule("guest");
        AbiOutcome written = Call(caller, module, CallForm.Adapter);
        Assert.StartsWith("modify", written.Text, StringComparison.Ordinal);
        Assert.Equal(written, Call(caller, module.WithInitialPages(Pages), CallForm.Adapter));
    }

    [Theory]
    [MemberData(nameof(AbiGuestNames))]
    public void A_guest_at_the_edges_of_the_ABI_answers_as_it_does_without(string name)
    {
        using FormCaller caller = new();
        WasmModule module = AbiGuests.Load(name);
        if (
            !MemoryComposer.TryCompose(module.Bytes.ToArray(), Pages, out _)
            || caller.TryCompile(module.WithInitialPages(Pages)) is not { } pregrown
        )
        {
            return;
        }

        using (pregrown)
        using (CompiledComponent written = caller.Compile(module))
        {
            foreach (CallForm form in (CallForm[])[CallForm.Adapter, CallForm.Direct, CallForm.Values])
            {
                AssertSame(
                    name,
                    caller.Call(written, form, AttachPoint.OnRequest, AbiGuests.Request),
                    caller.Call(pregrown, form, AttachPoint.OnRequest, AbiGuests.Request)
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllParts))]
    public void Generated_guests_answer_as_they_do_without(int part)
    {
        ConcurrentBag<string> differences = [];
        Parallel.For(
            0,
            2,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            half =>
            {
                using FormCaller caller = new();
                int guests = GeneratedGuests / Parts / 2;
                int first = (((part * 2) + half) * guests) + 1;
                for (int seed = first; seed < first + guests; seed++)
                {
                    Compare(caller, seed, differences);
                }

                Assert.True(caller.DirectCalls > 0, "No guest was called in its memory.");
            }
        );
        Assert.True(differences.IsEmpty, string.Join('\n', differences.Take(10)));
    }

    private static void Compare(FormCaller caller, int seed, ConcurrentBag<string> differences)
    {
        GeneratedGuest guest = new(seed);
        WasmModule module = WasmModule.FromBytes("generated", WatGuest.Parse(guest.ToText()));
        using CompiledComponent written = caller.Compile(module);
        using CompiledComponent pregrown = caller.Compile(module.WithInitialPages(3 + (seed % 6)));
        foreach (
            (AttachPoint point, MiddlewareInput input) in GeneratedGuestTests
                .Messages(new Random(seed))
                .Where(message => written.Find(message.Point) is not null)
        )
        {
            AbiOutcome expected = caller.Call(written, CallForm.OwnExport, point, input);
            foreach (CallForm form in (CallForm[])[CallForm.Adapter, CallForm.Direct, CallForm.Values])
            {
                AbiOutcome found = caller.Call(pregrown, form, point, input);
                if (expected != found && !IsAccessPastTheKnownSize(expected, found))
                {
                    differences.Add($"{guest} at {point}, {form}: expected {expected}, found {found}");
                }
            }
        }
    }

    private static void AssertSame(string name, AbiOutcome written, AbiOutcome pregrown) =>
        Assert.True(written == pregrown || IsAccessPastTheKnownSize(written, pregrown), $"{name}: expected {written}, found {pregrown}");

    /// <summary>The difference that is documented.</summary>
    private static bool IsAccessPastTheKnownSize(AbiOutcome written, AbiOutcome pregrown) =>
        written.Text == OutOfBounds && pregrown != written;

    private static AbiOutcome Call(FormCaller caller, WasmModule module, CallForm form)
    {
        using CompiledComponent component = caller.Compile(module);
        return caller.Call(component, form, AttachPoint.OnRequest, Guests.Request);
    }

    private static string Modify(string fields) => $"(i32.store8 (i32.const 16) (i32.const 2)) {fields} (i32.const 16)";

    /// <summary>A guest with an instruction that grows its memory, which calls reach when they are longer than they are here.</summary>
    private static WatGuest Grower(string answer) =>
        new() { OnRequest = $"(if (i32.eqz (memory.size)) (then (drop (memory.grow (i32.const 1))))) {answer}" };
}
