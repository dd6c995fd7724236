using System.Globalization;
using Smg.Hostile.Probe.CanonicalAbi;
using Smg.Hostile.Probe.Faults;
using Smg.Hostile.Probe.Mutation;
using Smg.Wasm.Options;

namespace Smg.Hostile.Probe;

/// <summary>
/// What a test starts as its own process, because it may end it: <c>mutate</c>, <c>save</c>, <c>compare</c>, or a fault by its name.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        string command = args.FirstOrDefault() ?? "";
        try
        {
            switch (command)
            {
                case "mutate":
                    return new MutateCommand(
                        Number(args, "--seed"),
                        Number(args, "--first"),
                        Number(args, "--count"),
                        Text(args, "--progress")
                    ).Run();
                case "save":
                    File.WriteAllBytes(Text(args, "--file"), new MutantFactory(Number(args, "--seed")).Make(Number(args, "--first")));
                    return ExitCode.Success;
                case "compare":
                    return new CompareCommand(Text(args, "--oracle"), Number(args, "--first"), Number(args, "--count")).Run();
                default:
                    return RunFault(command, args);
            }
        }
        catch (OptionsException e)
        {
            return CannotStart(e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or DllNotFoundException or System.ComponentModel.Win32Exception)
        {
            return CannotStart(e.Message);
        }
    }

    private static int RunFault(string name, string[] args)
    {
        if (!FaultCatalogue.All.TryGetValue(name, out Func<string, string>? fault))
        {
            Console.Error.WriteLine($"error: no command '{name}': mutate, save, compare, {string.Join(", ", FaultCatalogue.All.Keys)}");
            return ExitCode.Usage;
        }

        try
        {
            Console.WriteLine(fault(Text(args, "--folder")));
            return ExitCode.Success;
        }
        catch (DefectException e)
        {
            Console.Error.WriteLine($"defect: {e.Message}");
            return ExitCode.Defect;
        }
    }

    private static int CannotStart(string message)
    {
        Console.Error.WriteLine($"error: {message}");
        return ExitCode.CannotStart;
    }

    private static int Number(string[] args, string name) => int.Parse(Text(args, name), CultureInfo.InvariantCulture);

    private static string Text(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : "0";
    }
}
