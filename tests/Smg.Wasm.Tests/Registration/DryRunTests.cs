using Smg.Wasm.Contract;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

/// <summary>Guests that answer most messages and fail at one kind of them, which the dry run finds before a client does.</summary>
public sealed class DryRunTests
{
    private const string Trap = "(if (then unreachable))";

    [Theory]
    [InlineData($"(i32.eqz (local.get 9)) {Trap}", "it was called with a GET without a body, with a query")]
    [InlineData($"(i32.ne (i32.const 0) (local.get 5)) {Trap}", "it was called with a GET without a body, with a query")]
    [InlineData($"(i32.eqz (local.get 7)) {Trap}", "it was called with a POST without headers")]
    [InlineData($"(i32.gt_u (local.get 7) (i32.const 4)) {Trap}", "it was called with a GET with repeated and empty headers")]
    [InlineData($"(i32.ne (i32.const 0) (local.get 9)) {Trap}", "it was called with a POST with a JSON body")]
    public async Task A_guest_that_fails_at_one_kind_of_request_is_refused_with_that_kind(string onRequest, string call)
    {
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(
            ManagerFixture.At("a"),
            new WatGuest { OnRequest = onRequest + WatGuest.Continue }.ToBytes()
        );
        Assert.Equal((RegistrationStage.DryRun, RegistrationError.DryRunFailed), (result.Stage, result.Error));
        Assert.Contains(call, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_that_fails_at_a_response_without_a_body_is_refused()
    {
        using ManagerFixture fixture = new();
        byte[] bytes = new WatGuest { OnResponse = $"(i32.eqz (local.get 4)) {Trap} {WatGuest.Continue}" }.ToBytes();
        RegistrationResult result = await fixture.Register(ManagerFixture.At("a", AttachPoint.OnResponse), bytes);
        Assert.Contains("it was called with a response without a body", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_case_is_called_also_where_bodies_may_have_one_byte()
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { MaxBodySize = 1 });
        RegistrationResult result = await fixture.Register(ManagerFixture.At("a"), Guests.Continues.Bytes.ToArray());
        Assert.True(result.Succeeded, result.Message);
        Assert.Equal(4, fixture.Runtime.GetMetrics().SuccessfulExecutions);
    }
}
