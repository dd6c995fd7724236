using Microsoft.AspNetCore.Http;
using Smg.Wasm.Contract;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>What modules add to the memory that a request takes, over the same gateway without them.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int BodyBytes = 64 * 1024;
    private const int Requests = 300;

    private static readonly byte[] Body = new byte[BodyBytes];

    [Theory]
    [InlineData(AttachPoint.OnRequest)]
    [InlineData(AttachPoint.OnResponse)]
    public async Task No_array_of_the_bodys_size_is_made_for_a_module(AttachPoint attachPoint)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(AnswerAsync);
        long without = await AllocatedPerRequestAsync(gateway);
        await gateway.AddAsync(new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), attachPoint);
        long with = await AllocatedPerRequestAsync(gateway);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{attachPoint}: {without} bytes a request without modules, {with} with one, {with - without} more"
        );
        Assert.InRange(with - without, -BodyBytes, BodyBytes / 4);
    }

    private static async Task<long> AllocatedPerRequestAsync(TestGateway gateway)
    {
        await SendAsync(gateway, Requests);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await SendAsync(gateway, Requests);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
    }

    private static async Task SendAsync(TestGateway gateway, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using HttpResponseMessage response = await gateway.Client.PostAsync("/", new ByteArrayContent(Body));
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(Stream.Null);
        }
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentLength = BodyBytes;
        await context.Response.Body.WriteAsync(Body);
    }
}
