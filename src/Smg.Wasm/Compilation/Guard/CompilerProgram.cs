using System.Diagnostics;
using System.Runtime.InteropServices;
using Smg.Wasm.Compiler;

namespace Smg.Wasm.Compilation.Guard;

/// <summary>
/// How a process that compiles is started: the compiler program beside the application by the <c>dotnet</c> host, or, where one of them is
/// missing, the application's own executable.
/// </summary>
internal static class CompilerProgram
{
    private const string FileName = "Smg.Wasm.Compiler.dll";

    /// <summary>Variables that the process needs where they are set; it gets no others, for they can hold secrets.</summary>
    private static readonly string[] PassedVariables =
    [
        "PATH",
        "HOME",
        "DOTNET_ROOT",
        "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
        "LD_LIBRARY_PATH",
        "TMPDIR",
        "SystemRoot",
    ];

    /// <summary>The executable of this application, which can be its own compiler; null where it cannot.</summary>
    private static readonly string? Self = FindSelf();

    /// <summary>
    /// The compiler program, with its runtimeconfig.json beside it; null where the application does not have it as files.
    /// </summary>
    private static readonly string? Program = FindProgram();

    private static readonly string? Host = FindHost();

    /// <summary>
    /// The application's own list of where its assemblies and native libraries are: the program is part of the application.
    /// </summary>
    private static readonly string? Dependencies = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';', 2)[0];

    /// <summary>Why no process that compiles can be started, and what to do, as the end of a sentence; null when one can be.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>
    /// How an assembly of the application, with a runtimeconfig.json beside it, is started as a program with the application's
    /// dependencies.
    /// </summary>
    /// <param name="program">The assembly's file.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static ProcessStartInfo Start(string program, IReadOnlyList<string> arguments) =>
        new(Host!, ["exec", .. Dependencies is { } file ? (string[])["--depsfile", file] : [], program, .. arguments])
        {
            UseShellExecute = false,
        };

    /// <summary>
    /// A folder that no operator wants to unmount or remove; containers without a writable disk may lack one for temporary files.
    /// </summary>
    /// <param name="temporary">The folder for temporary files.</param>
    internal static string WorkingDirectory(string temporary) => Directory.Exists(temporary) ? temporary : AppContext.BaseDirectory;

    /// <summary>How a process that compiles is started.</summary>
    public static ProcessStartInfo StartInfo()
    {
        bool isProgram = Host is not null && Program is not null;
        ProcessStartInfo start = isProgram ? Start(Program!, []) : new ProcessStartInfo(Self!) { UseShellExecute = false };
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = WorkingDirectory(Path.GetTempPath());
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
        if (!isProgram)
        {
            start.Environment[CompilerChild.Variable] = CompilerChild.Asked;

            // As in the compiler program's runtimeconfig.json, whatever the application has for itself.
            start.Environment["DOTNET_gcServer"] = "0";
            start.Environment["DOTNET_gcConcurrent"] = "0";
            start.Environment["DOTNET_TieredPGO"] = "0";
        }

        return start;
    }

    /// <summary>
    /// The <c>dotnet</c> of the runtime that this process runs on. One that a variable names may be of another runtime: it is the last
    /// resort.
    /// </summary>
    private static string? FindHost()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string?[] candidates =
        [
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name)),
            Environment.ProcessPath is { } path && Path.GetFileName(path) == name ? path : null,
            Self is null ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") : null,
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    private static string? FindProgram()
    {
        string program = Path.Combine(AppContext.BaseDirectory, FileName);
        return File.Exists(program) && File.Exists(Path.ChangeExtension(program, ".runtimeconfig.json")) ? program : null;
    }

    /// <summary>
    /// The executable must lie in the application's folder: hosts of several applications, such as <c>dotnet</c> and IIS, lie elsewhere.
    /// </summary>
    private static string? FindSelf() =>
        CompilerChild.IsReady
        && Environment.ProcessPath is { } path
        && Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)
            ? path
            : null;

    private static string? FindMissing()
    {
        if (Self is not null || (Host is not null && Program is not null))
        {
            return null;
        }

        string what = Host is null
            ? "the dotnet host that starts the compiler is missing, as in self-contained, single-file and AOT applications"
            : $"{FileName} and its runtimeconfig.json are not beside the application";
        return $"{what}: call {typeof(CompilerChild).FullName}.{nameof(CompilerChild.RunIfAsked)}() first in Main, "
            + "so that the application's executable can compile as its own child; or install the .NET runtime and name its host in "
            + "DOTNET_HOST_PATH; or set CompileGuard=None for components that are trusted";
    }
}
