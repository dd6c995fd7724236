using System.Text;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Components;

/// <summary>The first bytes of a component, and those of other kinds of files.</summary>
internal static class ComponentPreamble
{
    /// <summary>What a user can do about a file that is not a component.</summary>
    public const string Hint =
        "The file must be a WebAssembly component, not a core module or text. Hint: wrap a core module with 'wasm-tools component new'.";

    /// <summary>The magic, version 13, layer 1.</summary>
    private static ReadOnlySpan<byte> Expected => [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

    /// <summary>What is wrong with the first bytes; null when they are a component's.</summary>
    public static ExecutionFailure? Check(string module, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Expected))
        {
            return null;
        }

        string found = bytes switch
        {
            { IsEmpty: true } => "the file is empty",
            _ when bytes.StartsWith(Expected[..4]) => bytes.Length >= 8 && bytes[6] == 0
                ? "it is a core module"
                : "its version is not one of a component",
            _ when Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 64)]).TrimStart().StartsWith('(') => "it is WebAssembly text",
            _ => "it does not begin as WebAssembly does",
        };
        return new ExecutionFailure(module, FailureStage.Compile, FailureCause.CompileFailed, $"Not a component: {found}. {Hint}");
    }
}
