using Smg.Wasm.Contract;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.Wasm.Tests.Registration;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Tests.Contract;

/// <summary>An attach point that nobody has: what it takes to have it is in this file, and one line of the table.</summary>
public sealed class MadeUpAttachPointTests
{
    private const AttachPoint OnCount = (AttachPoint)40;

    private const string Wit = """
        package made:up;
        // Counts.
        interface on-count {
          record tally { before: u64, }
          on-count: func(tally: tally) -> u64;
        }
        """;

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task A_contract_in_the_table_is_all_that_an_attach_point_needs(CallPath path)
    {
        using IDisposable line = AttachPointTable.Extend(Contract);
        using ManagerFixture fixture = new(ManagerFixture.Options with { CallPath = path });
        RegistrationResult result = await fixture.Register(ManagerFixture.At("counter", OnCount), Guest("u64"));
        Assert.True(result.Succeeded, result.Message);
        Assert.Equal(["counter"], fixture.Manager.Current.ForAttachPoint(OnCount).Select(module => module.Module.Name));
        ExecutionResult counted = await fixture.Runtime.ExecuteAsync(result.Module!.Module, OnCount, new Tally(41));
        Assert.Equal(new Count(42), counted.Answer);
        Assert.Equal(
            "Expected a Tally for 40.",
            (await fixture.Runtime.ExecuteAsync(result.Module.Module, OnCount, Guests.Request)).Failure!.Message
        );
    }

    [Fact]
    public async Task Its_type_is_checked_and_its_calls_are_tried()
    {
        using IDisposable line = AttachPointTable.Extend(Contract);
        using ManagerFixture fixture = new();
        RegistrationResult other = await fixture.Register(ManagerFixture.At("other", OnCount), Guest("u32"));
        Assert.Equal(RegistrationError.AttachPointFunctionInvalid, other.Error);
        RegistrationResult traps = await fixture.Register(ManagerFixture.At("traps", OnCount), Guest("u64", "unreachable"));
        Assert.Equal(RegistrationStage.DryRun, traps.Stage);
        Assert.Contains("it was called with nothing counted", traps.Message, StringComparison.Ordinal);
        Assert.Contains(
            "expected the interface 'made:up/on-count'",
            (await fixture.Register(ManagerFixture.At("none", OnCount), Guests.Continues.Bytes.ToArray())).Message,
            StringComparison.Ordinal
        );
    }

    private static AttachPointContract Contract { get; } =
        new()
        {
            Point = OnCount,
            Interface = "made:up/on-count",
            Function = "on-count",
            MetricName = "on_count",
            Input = typeof(Tally),
            Wit = new WitPackage(Wit),
            Values = new CountCodec(),
            DryRunCases = _ => [new DryRunCase("nothing counted", new Tally(0))],
        };

    private static byte[] Guest(string result, string instead = "") =>
        WatGuest.Parse(
            $"""
            (component
              (core module $m (func (export "on-count") (param i64) (result {(result == "u64" ? "i64" : "i32")})
                {instead} (i64.add (local.get 0) (i64.const 1)) {(result == "u64" ? "" : "i32.wrap_i64")}))
              (core instance $i (instantiate $m))
              (type $raw (record (field "before" u64)))
              (import "made:up/types" (instance $t (type $r (record (field "before" u64))) (export "tally" (type (eq $r)))))
              (alias export $t "tally" (type $tally))
              (func $f (param "tally" $tally) (result {result}) (canon lift (core func $i "on-count")))
              (instance $e (export "on-count" (func $f)))
              (export "made:up/on-count" (instance $e)))
            """
        );

    private sealed record Tally(ulong Before) : GuestInput
    {
        internal override string? FindFault() => null;

        internal override string? FindExcess(int maxBodyBytes) => null;
    }

    private sealed record Count(ulong Value) : GuestAnswer;

    private sealed class CountCodec : IValueCodec
    {
        public bool HasSeveralParameters => false;

        public void Write(ComponentValueWriter argument, GuestInput input)
        {
            argument.WriteRecord(1);
            argument.Field(0, "before").WriteU64(((Tally)input).Before);
        }

        public GuestAnswer Read(ComponentValueReader result, AnswerLimits limits) => new Count(result.ReadU64());
    }
}
