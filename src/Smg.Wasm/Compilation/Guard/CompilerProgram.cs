using System.Diagnostics;
using System.Reflection;
using Smg.Wasm.Compiler;

namespace Smg.Wasm.Compilation.Guard;

/// <summary>Where the compiler program is and how it is started.</summary>
internal static class CompilerProgram
{
    /// <summary>Variables that the program needs where they are set; it gets no others, for they can hold secrets.</summary>
    private static readonly string[] PassedVariables = ["PATH", "HOME", "DOTNET_ROOT", "LD_LIBRARY_PATH", "TMPDIR", "SystemRoot"];

    private static readonly string? Host = FindHost();
    private static readonly string Program = typeof(CompileRequest).Assembly.Location;

    /// <summary>
    /// The application's own list of where its assemblies and native libraries are: the program is part of the application.
    /// </summary>
    private static readonly string? Dependencies = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';', 2)[0];

    /// <summary>What is missing for the program to be started; null when nothing is.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>
    /// How an assembly of the application, with a runtimeconfig.json beside it, is started as a program with the application's
    /// dependencies.
    /// </summary>
    /// <param name="program">The assembly.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static ProcessStartInfo Start(Assembly program, IReadOnlyList<string> arguments) =>
        new(Host!, ["exec", .. Dependencies is { } file ? (string[])["--depsfile", file] : [], program.Location, .. arguments])
        {
            UseShellExecute = false,
        };

    /// <summary>How the program is started.</summary>
    public static ProcessStartInfo StartInfo()
    {
        ProcessStartInfo start = Start(typeof(CompileRequest).Assembly, []);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetTempPath();
        start.Environment.Clear();
        foreach (string name in PassedVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["RUST_BACKTRACE"] = "0";
        return start;
    }

    /// <summary>The <c>dotnet</c> of the runtime that this process runs on.</summary>
    private static string? FindHost()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string? framework = Path.GetDirectoryName(typeof(object).Assembly.Location);
        string?[] candidates =
        [
            string.IsNullOrEmpty(framework) ? null : Path.GetFullPath(Path.Combine(framework, "..", "..", "..", name)),
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.ProcessPath is { } path && Path.GetFileName(path) == name ? path : null,
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    private static string? FindMissing()
    {
        if (Host is null)
        {
            return "the dotnet host of this runtime (self-contained applications have none)";
        }

        string settings = Path.ChangeExtension(Program, ".runtimeconfig.json");
        return Program.Length > 0 && File.Exists(settings)
            ? null
            : "Smg.Wasm.Compiler.dll with its runtimeconfig.json beside the application";
    }
}
