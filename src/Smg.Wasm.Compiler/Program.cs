using Smg.Wasm.Compiler;

if (Console.IsInputRedirected && Console.IsOutputRedirected)
{
    return CompilerChild.Run();
}

Console.Error.WriteLine("This program compiles components for a runtime, which starts it by itself: it has no use on a command line.");
return 2;
