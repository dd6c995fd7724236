using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Failures;

/// <summary>
/// A guest written as text that imports WASI. A result that does not fit a register is stored where a function's last argument points.
/// What the host allocates begins at address 32768 and begins there again when the memory is full.
/// </summary>
internal sealed record WasiGuest
{
    /// <summary>What on-request does.</summary>
    public required string OnRequest { get; init; }

    /// <summary>More of the core module.</summary>
    public string Core { get; init; } = "";

    /// <summary>More imports of the component, where they still can be bridged.</summary>
    public string Imports { get; init; } = "";

    /// <summary>
    /// More functions that the core module imports: the name there, the component's instance and function or what the canonical ABI does,
    /// the core type.
    /// </summary>
    public (string Name, string Imported, string CoreType)[] Functions { get; init; } = [];

    public WasmModule ToModule(string name)
    {
        (string Name, string Imported, string CoreType)[] all = [.. Always, .. Functions];
        WatGuest guest = new()
        {
            Memory =
                string.Concat(all.Select(f => $"(import \"h\" \"{f.Name}\" (func ${f.Name} {f.CoreType}))\n"))
                + """(import "e" "memory" (memory 2)) (export "memory" (memory 0))""",
            OnRequest = OnRequest,
            Core = Core,
        };
        string link =
            MemoryModule
            + string.Concat(all.Select(f => $"(core func ${f.Name} (canon {Canonical(f.Imported)}))\n"))
            + "(core instance $i (instantiate $m (with \"e\" (instance $e)) (with \"h\" (instance "
            + string.Concat(all.Select(f => $"(export \"{f.Name}\" (func ${f.Name}))"))
            + "))))";
        string text = guest
            .ToText()
            .Replace("(core module $m", $"{WasiImports}{Imports}(core module $m", StringComparison.Ordinal)
            .Replace("(core instance $i (instantiate $m))", link, StringComparison.Ordinal);
        return WasmModule.FromBytes(name, WatGuest.Parse(text));
    }

    private static string Canonical(string imported) =>
        imported.StartsWith('$')
            ? $"lower (func {imported}) (memory (core memory $e \"memory\")) (realloc (core func $e \"realloc\"))"
            : imported;

    private const string MemoryModule = """
        (core module $mem (memory (export "memory") 2) (global $at (mut i32) (i32.const 32768))
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $p i32)
            (local.set $p (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
            (if (i32.gt_u (i32.add (local.get $p) (local.get 3)) (i32.const 131072)) (then (local.set $p (i32.const 32768))))
            (global.set $at (i32.add (local.get $p) (local.get 3)))
            (local.get $p)))
        (core instance $e (instantiate $mem))

        """;

    private const string WasiImports = """
        (import "wasi:io/poll@0.2.0" (instance $poll
          (export "pollable" (type $p (sub resource)))
          (export "[method]pollable.block" (func (param "self" (borrow $p))))
          (export "[method]pollable.ready" (func (param "self" (borrow $p)) (result bool)))
          (export "poll" (func (param "in" (list (borrow $p))) (result (list u32))))))
        (alias export $poll "pollable" (type $pollable))
        (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
          (alias outer 1 $pollable (type $o)) (export "pollable" (type $p (eq $o)))
          (export "now" (func (result u64)))
          (export "subscribe-instant" (func (param "when" u64) (result (own $p))))
          (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
        (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
        (alias export $error "error" (type $error-type))
        (import "wasi:io/streams@0.2.0" (instance $streams
          (alias outer 1 $error-type (type $oe)) (export "error" (type $er (eq $oe)))
          (alias outer 1 $pollable (type $o)) (export "pollable" (type $p (eq $o)))
          (export "output-stream" (type $out (sub resource)))
          (export "input-stream" (type $in (sub resource)))
          (type $f (variant (case "last-operation-failed" (own $er)) (case "closed")))
          (export "stream-error" (type $fault (eq $f)))
          (export "[method]output-stream.check-write" (func (param "self" (borrow $out)) (result (result u64 (error $fault)))))
          (export "[method]output-stream.write" (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result
            (error $fault)))))
          (export "[method]output-stream.subscribe" (func (param "self" (borrow $out)) (result (own $p))))
          (export "[method]input-stream.blocking-read" (func (param "self" (borrow $in)) (param "len" u64) (result (result (list u8)
            (error $fault)))))))
        (alias export $streams "output-stream" (type $output))
        (alias export $streams "input-stream" (type $input))
        (import "wasi:cli/stdout@0.2.0" (instance $stdout
          (alias outer 1 $output (type $o)) (export "output-stream" (type $out (eq $o))) (export "get-stdout" (func (result (own $out))))))
        (import "wasi:cli/stderr@0.2.0" (instance $stderr
          (alias outer 1 $output (type $o)) (export "output-stream" (type $out (eq $o))) (export "get-stderr" (func (result (own $out))))))
        (import "wasi:cli/stdin@0.2.0" (instance $stdin
          (alias outer 1 $input (type $o)) (export "input-stream" (type $in (eq $o))) (export "get-stdin" (func (result (own $in))))))
        (import "wasi:cli/environment@0.2.0" (instance $environment
          (export "get-environment" (func (result (list (tuple string string)))))
          (export "get-arguments" (func (result (list string))))))
        (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
        (import "wasi:random/random@0.2.0" (instance $random
          (export "get-random-bytes" (func (param "len" u64) (result (list u8)))) (export "get-random-u64" (func (result u64)))))

        """;

    /// <summary>What every such guest may call.</summary>
    private static readonly (string Name, string Imported, string CoreType)[] Always =
    [
        ("now", "$clock \"now\"", "(result i64)"),
        ("at", "$clock \"subscribe-instant\"", "(param i64) (result i32)"),
        ("after", "$clock \"subscribe-duration\"", "(param i64) (result i32)"),
        ("block", "$poll \"[method]pollable.block\"", "(param i32)"),
        ("ready", "$poll \"[method]pollable.ready\"", "(param i32) (result i32)"),
        ("drop-pollable", "resource.drop $pollable", "(param i32)"),
        ("poll", "$poll \"poll\"", "(param i32 i32 i32)"),
        ("stdout", "$stdout \"get-stdout\"", "(result i32)"),
        ("stderr", "$stderr \"get-stderr\"", "(result i32)"),
        ("stdin", "$stdin \"get-stdin\"", "(result i32)"),
        ("check-write", "$streams \"[method]output-stream.check-write\"", "(param i32 i32)"),
        ("write", "$streams \"[method]output-stream.write\"", "(param i32 i32 i32 i32)"),
        ("subscribe", "$streams \"[method]output-stream.subscribe\"", "(param i32) (result i32)"),
        ("read", "$streams \"[method]input-stream.blocking-read\"", "(param i32 i64 i32)"),
        ("environment", "$environment \"get-environment\"", "(param i32)"),
        ("arguments", "$environment \"get-arguments\"", "(param i32)"),
        ("exit", "$exit \"exit\"", "(param i32)"),
        ("random-bytes", "$random \"get-random-bytes\"", "(param i64 i32)"),
        ("random-u64", "$random \"get-random-u64\"", "(result i64)"),
    ];
}
