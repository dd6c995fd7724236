using System.Collections.Concurrent;
using System.Text;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Fixtures.CanonicalAbi;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.CanonicalAbi;

/// <summary>
/// Guests made from seeds, called with messages made from seeds: every form of call gives what the guest's own export gives. SMG_GUESTS
/// says how many; the nightly workflow tries 20,000.
/// </summary>
public sealed class GeneratedGuestTests
{
    /// <summary>Guests of which some call an import, and some can be kept.</summary>
    private const int SmallestPart = 100;

    private static readonly int Guests = TestAmount.FromEnvironment("SMG_GUESTS", 400);
    private static readonly int Parts = Math.Clamp(Guests / SmallestPart, 1, 10);

    private static readonly string[] Texts =
    [
        "",
        "a",
        "POST",
        "/v1/chat?x=1",
        "é",
        "中文",
        "😀",
        "e\u0301 \u0416",
        "\u0080\u00ff",
        new string('x', 300),
        "€uro “quoted”",
    ];

    [Theory]
    [MemberData(nameof(AllParts))]
    public void Every_form_of_call_agrees_with_the_guests_own_export(int part)
    {
        ConcurrentBag<string> differences = [];
        int outsideCalls = 0;
        Parallel.For(
            0,
            2,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            half =>
            {
                using FormCaller caller = new(keeps: half == 1);
                int guests = Guests / Parts / 2;
                int first = (((part * 2) + half) * guests) + 1;
                for (int seed = first; seed < first + guests; seed++)
                {
                    Compare(caller, seed, differences);
                }

                Assert.True(caller.DirectCalls > 0, "No guest was called in its memory.");
                Interlocked.Add(ref outsideCalls, caller.OutsideCalls);
                Assert.True(
                    half == 0 || caller.KeptCalls > caller.DirectCalls / 40,
                    $"Only {caller.KeptCalls} of {caller.DirectCalls} calls were in an instance that was reset."
                );
            }
        );
        Assert.True(differences.IsEmpty, string.Join('\n', differences.Take(10)));
        Assert.True(outsideCalls > 0, "No guest that is called in its memory called an import.");
    }

    public static TheoryData<int> AllParts => [.. Enumerable.Range(0, Parts)];

    private static void Compare(FormCaller caller, int seed, ConcurrentBag<string> differences)
    {
        GeneratedGuest guest = new(seed);
        using CompiledComponent component = caller.Compile(WasmModule.FromBytes("generated", WatGuest.Parse(guest.ToText())));
        Random random = new(seed);
        foreach ((AttachPoint point, MiddlewareInput input) in Messages(random).Where(message => component.Find(message.Point) is not null))
        {
            AbiOutcome expected = caller.Call(component, CallForm.OwnExport, point, input);
            foreach (CallForm form in (CallForm[])[CallForm.Adapter, CallForm.Direct, CallForm.Kept, CallForm.Values])
            {
                AbiOutcome found = caller.Call(component, form, point, input);
                if (expected != found)
                {
                    differences.Add($"{guest} at {point}, {form}: expected {expected}, found {found}");
                }
            }
        }
    }

    /// <summary>Messages of many kinds.</summary>
    internal static IEnumerable<(AttachPoint Point, MiddlewareInput Input)> Messages(Random random)
    {
        yield return (AttachPoint.OnRequest, Request(random, []));
        yield return (AttachPoint.OnRequest, Request(random, Encoding.UTF8.GetBytes(LongText(random))));
        yield return (AttachPoint.OnRequest, Request(random, Bytes(random)));
        yield return (
            AttachPoint.OnResponse,
            new MiddlewareResponse
            {
                Status = (ushort)random.Next(65536),
                Headers = Headers(random),
                Body = Bytes(random),
            }
        );
    }

    private static MiddlewareRequest Request(Random random, byte[] body) =>
        new()
        {
            Method = Text(random),
            Path = Text(random),
            Query = Text(random),
            Headers = Headers(random),
            Body = body,
            RequestId = Text(random),
            NowEpochMs = (ulong)random.NextInt64(),
        };

    private static Header[] Headers(Random random)
    {
        Header[] headers = [.. Enumerable.Range(0, random.Next(6)).Select(_ => new Header(Text(random), Text(random)))];
        return random.Next(3) == 0 ? [.. headers, .. headers] : headers;
    }

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];

    /// <summary>A text of up to some 12,000 bytes, so that bodies on both sides of what an image holds occur.</summary>
    private static string LongText(Random random) =>
        string.Concat(Enumerable.Repeat(Text(random) + Text(random), random.Next(3) == 0 ? random.Next(1, 20) : 1));

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[
            random.Next(4) switch
            {
                0 => 0,
                1 => random.Next(20),
                2 => random.Next(200),
                _ => random.Next(3000),
            }
        ];
        random.NextBytes(bytes);
        return bytes;
    }
}
