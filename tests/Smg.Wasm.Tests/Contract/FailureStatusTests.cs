using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Tests.Contract;

public sealed class FailureStatusTests
{
    [Theory]
    [InlineData(FailureCause.QueueFull, 503)]
    [InlineData(FailureCause.QueueTimeout, 503)]
    [InlineData(FailureCause.PoolExhausted, 503)]
    [InlineData(FailureCause.ShuttingDown, 503)]
    [InlineData(FailureCause.BodyTooLarge, 413)]
    [InlineData(FailureCause.Timeout, 500)]
    [InlineData(FailureCause.Trap, 500)]
    [InlineData(FailureCause.OutputTooLarge, 500)]
    [InlineData(FailureCause.InvalidResult, 500)]
    public void A_failure_on_a_request_has_its_status(FailureCause cause, ushort status) =>
        Assert.Equal(status, FailureStatus.Of(cause, AttachPoint.OnRequest));

    [Fact]
    public void Every_failure_is_an_error_for_the_client() =>
        Assert.All(
            Enum.GetValues<FailureCause>(),
            cause => Assert.InRange(FailureStatus.Of(cause, AttachPoint.OnRequest), (ushort)400, (ushort)599)
        );

    [Fact]
    public void No_failure_on_a_response_blames_the_client() =>
        Assert.All(
            Enum.GetValues<FailureCause>(),
            cause => Assert.InRange(FailureStatus.Of(cause, AttachPoint.OnResponse), (ushort)500, (ushort)599)
        );
}
