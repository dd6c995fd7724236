namespace Smg.Wasm.Interop.Wasi;

/// <summary><c>wasi:cli</c>: the environment that the host chose, no arguments, no terminal, an exit that ends the call.</summary>
internal static unsafe class WasiCommandLine
{
    public static void AddTo(ComponentLinkerHandle linker)
    {
        using (WasiInterface environment = new(linker, "wasi:cli/environment"u8))
        {
            environment.Add("get-environment"u8, "func() -> list<tuple<string, string>>", &GetEnvironment);
            environment.Add("get-arguments"u8, "func() -> list<string>", &GetArguments);
            environment.Add("initial-cwd"u8, "func() -> option<string>", &GetNothing);
        }

        using (WasiInterface exit = new(linker, "wasi:cli/exit"u8))
        {
            exit.Add("exit"u8, "func(result)", &Exit);
            exit.Add("exit-with-code"u8, "func(u8)", &ExitWithCode);
        }

        AddOne(linker, "wasi:cli/stdin"u8, "get-stdin"u8, "func() -> own", &GetInput);
        AddOne(linker, "wasi:cli/stdout"u8, "get-stdout"u8, "func() -> own", &GetOutput);
        AddOne(linker, "wasi:cli/stderr"u8, "get-stderr"u8, "func() -> own", &GetOutput);
        AddOne(linker, "wasi:cli/terminal-stdin"u8, "get-terminal-stdin"u8, "func() -> option<own>", &GetNothing);
        AddOne(linker, "wasi:cli/terminal-stdout"u8, "get-terminal-stdout"u8, "func() -> option<own>", &GetNothing);
        AddOne(linker, "wasi:cli/terminal-stderr"u8, "get-terminal-stderr"u8, "func() -> option<own>", &GetNothing);
        using (WasiInterface input = new(linker, "wasi:cli/terminal-input"u8))
        {
            input.AddResource("terminal-input"u8, WasiResource.TerminalInput);
        }

        using WasiInterface output = new(linker, "wasi:cli/terminal-output"u8);
        output.AddResource("terminal-output"u8, WasiResource.TerminalOutput);
    }

    private static void AddOne(
        ComponentLinkerHandle linker,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> function,
        string type,
        delegate* <in WasiCall, void> body
    )
    {
        using WasiInterface one = new(linker, name);
        one.Add(function, type, body);
    }

    private static void GetEnvironment(in WasiCall call)
    {
        call.Expect(arguments: 0, results: 1);
        ReadOnlySpan<(byte[] Name, byte[] Value)> environment = call.State.Settings.Environment;
        ComponentVal list = WasiValue.List(environment.Length);
        for (int i = 0; i < environment.Length; i++)
        {
            list.Items[i] = WasiValue.Pair(WasiValue.Text(environment[i].Name), WasiValue.Text(environment[i].Value));
        }

        call.Return(list);
    }

    private static void GetArguments(in WasiCall call) => call.Expect(arguments: 0, results: 1).Return(WasiValue.List(0));

    private static void GetNothing(in WasiCall call) => call.Expect(arguments: 0, results: 1).Return(WasiValue.None);

    private static void GetInput(in WasiCall call) => call.Expect(arguments: 0, results: 1).ReturnResource(WasiResource.InputStream, 0);

    private static void GetOutput(in WasiCall call) => call.Expect(arguments: 0, results: 1).ReturnResource(WasiResource.OutputStream, 0);

    private static void Exit(in WasiCall call) => throw Exit(call.Expect(arguments: 1, results: 0), call.IsOk(0) ? 0 : 1);

    private static void ExitWithCode(in WasiCall call) => throw Exit(call.Expect(arguments: 1, results: 0), call.U8(0));

    private static WasiFault Exit(in WasiCall call, int status)
    {
        call.State.ExitStatus = status;
        return new WasiFault($"the guest exited with status {status}");
    }
}
