namespace Smg.Wasm.Interop.Wasi;

/// <summary><c>wasi:sockets</c> of a host without a network: a socket and a name are refused before anything is opened.</summary>
internal static unsafe class WasiSockets
{
    public static void AddTo(ComponentLinkerHandle linker)
    {
        using (WasiInterface network = new(linker, "wasi:sockets/network"u8))
        {
            network.AddResource("network"u8, WasiResource.Network);
        }

        using (WasiInterface instance = new(linker, "wasi:sockets/instance-network"u8))
        {
            instance.Add("instance-network"u8, "func() -> own", &GetNetwork);
        }

        AddLookup(linker);
        AddTcp(linker);
        AddUdp(linker);
    }

    private const string ErrorCode =
        "enum{unknown, access-denied, not-supported, invalid-argument, out-of-memory, timeout, concurrency-conflict, not-in-progress, "
        + "would-block, invalid-state, new-socket-limit, address-not-bindable, address-in-use, remote-unreachable, "
        + "connection-refused, connection-reset, "
        + "connection-aborted, datagram-too-large, name-unresolvable, temporary-resolver-failure, permanent-resolver-failure}";

    private const string CreateType = "func(enum{ipv4, ipv6}) -> result<own, " + ErrorCode + ">";

    private static ComponentVal Denied => WasiValue.Error(WasiValue.Enum("access-denied"u8));

    private static void AddLookup(ComponentLinkerHandle linker)
    {
        using WasiInterface lookup = new(linker, "wasi:sockets/ip-name-lookup"u8);
        lookup.AddResource("resolve-address-stream"u8, WasiResource.ResolveAddressStream);
        lookup.AddUnreachable("resolve-address-stream", "resolve-next-address", "subscribe");
        lookup.Add("resolve-addresses"u8, $"func(borrow, string) -> result<own, {ErrorCode}>", &Resolve);
    }

    private static void AddTcp(ComponentLinkerHandle linker)
    {
        using (WasiInterface tcp = new(linker, "wasi:sockets/tcp"u8))
        {
            tcp.AddResource("tcp-socket"u8, WasiResource.TcpSocket);
            tcp.AddUnreachable(
                "tcp-socket",
                "start-bind",
                "finish-bind",
                "start-connect",
                "finish-connect",
                "start-listen",
                "finish-listen",
                "accept",
                "local-address",
                "remote-address",
                "is-listening",
                "address-family",
                "set-listen-backlog-size",
                "keep-alive-enabled",
                "set-keep-alive-enabled",
                "keep-alive-idle-time",
                "set-keep-alive-idle-time",
                "keep-alive-interval",
                "set-keep-alive-interval",
                "keep-alive-count",
                "set-keep-alive-count",
                "hop-limit",
                "set-hop-limit",
                "receive-buffer-size",
                "set-receive-buffer-size",
                "send-buffer-size",
                "set-send-buffer-size",
                "subscribe",
                "shutdown"
            );
        }

        using WasiInterface create = new(linker, "wasi:sockets/tcp-create-socket"u8);
        create.Add("create-tcp-socket"u8, CreateType, &CreateSocket);
    }

    private static void AddUdp(ComponentLinkerHandle linker)
    {
        using (WasiInterface udp = new(linker, "wasi:sockets/udp"u8))
        {
            udp.AddResource("udp-socket"u8, WasiResource.UdpSocket);
            udp.AddUnreachable(
                "udp-socket",
                "start-bind",
                "finish-bind",
                "stream",
                "local-address",
                "remote-address",
                "address-family",
                "unicast-hop-limit",
                "set-unicast-hop-limit",
                "receive-buffer-size",
                "set-receive-buffer-size",
                "send-buffer-size",
                "set-send-buffer-size",
                "subscribe"
            );
            udp.AddResource("incoming-datagram-stream"u8, WasiResource.IncomingDatagramStream);
            udp.AddUnreachable("incoming-datagram-stream", "receive", "subscribe");
            udp.AddResource("outgoing-datagram-stream"u8, WasiResource.OutgoingDatagramStream);
            udp.AddUnreachable("outgoing-datagram-stream", "check-send", "send", "subscribe");
        }

        using WasiInterface create = new(linker, "wasi:sockets/udp-create-socket"u8);
        create.Add("create-udp-socket"u8, CreateType, &CreateSocket);
    }

    private static void GetNetwork(in WasiCall call) => call.Expect(arguments: 0, results: 1).ReturnResource(WasiResource.Network, 0);

    private static void CreateSocket(in WasiCall call) => call.Expect(arguments: 1, results: 1).Return(Denied);

    private static void Resolve(in WasiCall call) => call.Expect(arguments: 2, results: 1).Of(0, WasiResource.Network).Return(Denied);
}
