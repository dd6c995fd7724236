namespace Smg.Gateway;

/// <summary>The gateway's command line.</summary>
internal static class GatewayProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        await Console.Error.WriteLineAsync("not yet").ConfigureAwait(false);
        return args.Length;
    }
}
