/// <summary>
/// .NET runs this first in a process whose variable DOTNET_STARTUP_HOOKS names this assembly: at its end, the process writes which
/// assemblies it loaded.
/// </summary>
internal static class StartupHook
{
    public const string FileVariable = "SMG_LOADED_ASSEMBLIES";

    public static void Initialize()
    {
        string file = Environment.GetEnvironmentVariable(FileVariable)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            File.WriteAllLines(file, AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!));
    }
}
