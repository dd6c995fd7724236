namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>What lies between SocketsHttpHandler and a connection to an upstream.</summary>
internal static class UpstreamStreams
{
    /// <summary>Puts the filters around a connection. HTTP/2 frames what they look for.</summary>
    /// <param name="connection">The connection's plaintext.</param>
    /// <param name="version">The HTTP version that was negotiated.</param>
    /// <param name="headInterimTimeout">How long the final response to HEAD may take after an interim one.</param>
    /// <param name="isExact">Whether methods with the mark of <see cref="ExactMethod"/> are sent on it.</param>
    public static Stream Filter(Stream connection, Version version, TimeSpan headInterimTimeout, bool isExact)
    {
        if (version.Major > 1)
        {
            return connection;
        }

        Stream counted = new InterimStream(connection, headInterimTimeout);
        return isExact ? ExactMethod.Unmark(counted) : counted;
    }
}
