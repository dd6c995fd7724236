using Smg.Wasm.Interop;

namespace Smg.Wasm.Compiler;

/// <summary>
/// The compiling side of a child process: the program of this assembly, or the application's own executable where no <c>dotnet</c> host
/// can start that program (self-contained, single-file and AOT applications).
/// </summary>
/// <remarks>
/// What a hostile component does to a compiler, endless time, memory, a crash, it does to this process alone.
/// </remarks>
public static class CompilerChild
{
    /// <summary>The environment variable by which a process is asked to compile for the one that started it.</summary>
    public const string Variable = "SMGWASM_COMPILER_CHILD";

    /// <summary>The value of <see cref="Variable"/> that asks.</summary>
    public const string Asked = "1";

    /// <summary>Whether <see cref="RunIfAsked"/> ran in this process, so that its executable can be started as its child.</summary>
    public static bool IsReady { get; private set; }

    /// <summary>
    /// Compiles for the parent process and ends this one, where it was started for that; otherwise returns at once. Call it before
    /// anything else in <c>Main</c>. C# programs have the call built in by the package.
    /// </summary>
    public static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) == Asked && Console.IsInputRedirected && Console.IsOutputRedirected)
        {
            Environment.Exit(Run());
        }

        IsReady = true;
    }

    /// <summary>Answers requests of standard input on standard output, one after the other, until the input ends.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        using Stream requests = Console.OpenStandardInput();
        using Stream replies = Console.OpenStandardOutput();

        // A compile without end must not outlive the process that would have ended it.
        using IDisposable? watch = ParentProcess.EndWithIt();
        ProcessMemory.ForbidCoreDump();
        EngineSettings? settings = null;
        EngineHandle? engine = null;
        while (CompileRequest.Read(requests) is { } request)
        {
            if (engine is null || settings != request.Settings)
            {
                engine?.Dispose();
                engine = EngineHandle.Create(request.Settings);
                settings = request.Settings;
            }

            Answer(request, engine, replies);
        }

        engine?.Dispose();
        return 0;
    }

    private static void Answer(CompileRequest request, EngineHandle engine, Stream replies)
    {
        // What the process has used of the processors so far, as for its start, is not the compile's.
        replies.WriteByte(CompileReply.Begun);
        replies.Flush();
        ProcessMemory.LimitTo(ProcessMemory.DataBytes + ((long)request.MaxMemoryMb << 20));
        Compile(request, engine).Write(replies);
        replies.Flush();
        ProcessMemory.LimitTo(null);
    }

    private static CompileReply Compile(CompileRequest request, EngineHandle engine)
    {
        NativeError? error;
        if (request.IsCoreModule)
        {
            using CoreModuleHandle? module = CoreModuleHandle.Compile(engine, request.Component.Span, out error);
            return new CompileReply(module?.Serialize(), error?.Message ?? "");
        }

        using ComponentHandle? component = ComponentHandle.Compile(engine, request.Component.Span, out error);
        return new CompileReply(component?.Serialize(), error?.Message ?? "");
    }
}
