using Smg.Wasm.Compiler;
using Smg.Wasm.Interop;

// A process that compiles for another: requests come on standard input, replies go to standard output, one after the other.
// What a hostile component does to a compiler, endless time, memory, a crash, it does to this process alone.
const string Usage = "This program compiles components for a runtime, which starts it by itself: it has no use on a command line.";
if (!Console.IsInputRedirected || !Console.IsOutputRedirected)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

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

    // What the process has used of the processors so far, as for its start, is not the compile's.
    replies.WriteByte(CompileReply.Begun);
    replies.Flush();
    ProcessMemory.LimitTo(ProcessMemory.DataBytes + ((long)request.MaxMemoryMb << 20));
    using (ComponentHandle? component = ComponentHandle.Compile(engine, request.Component.Span, out NativeError? error))
    {
        new CompileReply(component?.Serialize(), error?.Message ?? "").Write(replies);
    }

    replies.Flush();
    ProcessMemory.LimitTo(null);
}

return 0;
