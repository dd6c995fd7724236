using Smg.Wasm.Compiler;

if (Console.IsInputRedirected && Console.IsOutputRedirected)
{
    return CompilerChild.Run();
}

Console.Error.WriteLine("This program compiles components for a runtime, which starts it. It cannot be used from a command line.");
return 2;
