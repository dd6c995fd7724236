using System.Text;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Fixtures;

/// <summary>
/// A guest written as text for one behaviour. The function's locals 0 to 11 are method, path, query, headers, body and request id,
/// each pointer and length; 12 is the time. It returns the address of an action.
/// </summary>
public sealed record WatGuest
{
    /// <summary>An action at address 16: all zero is <c>continue</c>.</summary>
    public const string Continue = "(i32.const 16)";

    /// <summary>What on-request does.</summary>
    public string OnRequest { get; init; } = Continue;

    /// <summary>What on-response does; null when the component does not export it.</summary>
    public string? OnResponse { get; init; }

    /// <summary>
    /// What on-error does; null when the component does not export it. Its locals are those of on-response: status, headers, body.
    /// </summary>
    public string? OnError { get; init; }

    /// <summary>More of the core module: functions, globals, data, a start function.</summary>
    public string Core { get; init; } = "";

    /// <summary>The core module's memories.</summary>
    public string Memory { get; init; } = """(memory (export "memory") 1)""";

    /// <summary>What realloc does; null for a bump allocator.</summary>
    public string? Realloc { get; init; }

    /// <summary>More of the component, before the export.</summary>
    public string Component { get; init; } = "";

    /// <summary>A post-return function's body; null for none.</summary>
    public string? PostReturn { get; init; }

    public WasmModule ToModule(string name) => WasmModule.FromBytes(name, ToBytes());

    public byte[] ToBytes() => Parse(ToText());

    /// <summary>The binary form of a text; null when it is malformed.</summary>
    public static byte[]? TryParse(string wat) => ComponentHandle.ParseText(wat, out _);

    public static byte[] Parse(string wat) =>
        ComponentHandle.ParseText(wat, out NativeError? error) ?? throw new InvalidOperationException(error!.Message);

    public string ToText()
    {
        StringBuilder text = new();
        text.AppendLine("(component");
        text.AppendLine(Types);
        text.AppendLine("(core module $m").AppendLine(Memory);
        text.AppendLine("""(global $heap (mut i32) (i32.const 4096))""");
        text.AppendLine(
            $"""(func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32) (local $p i32) {Realloc ?? BumpRealloc})"""
        );
        text.AppendLine(
            """(func (export "on-request") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32) (local $i i32) """
                + $"""{OnRequest})"""
        );
        if (OnResponse is not null)
        {
            text.AppendLine($"""(func (export "on-response") (param i32 i32 i32 i32 i32) (result i32) (local $i i32) {OnResponse})""");
        }

        if (OnError is not null)
        {
            text.AppendLine($"""(func (export "on-error") (param i32 i32 i32 i32 i32) (result i32) (local $i i32) {OnError})""");
        }

        if (PostReturn is not null)
        {
            text.AppendLine($"""(func (export "post-return") (param i32) {PostReturn})""");
        }

        text.AppendLine(Core).AppendLine(")");
        text.AppendLine("(core instance $i (instantiate $m))");
        text.AppendLine(Component);
        string post = PostReturn is null ? "" : """(post-return (core func $i "post-return"))""";
        text.AppendLine(
            """(func $on-request (param "req" $request) (result $action) (canon lift (core func $i "on-request") """
                + $"""(memory (core memory $i "memory")) (realloc (core func $i "realloc")) {post}))"""
        );
        text.AppendLine("""(instance $req (export "on-request" (func $on-request)))""");
        text.AppendLine("""(export "smg:gateway/middleware-on-request" (instance $req))""");
        if (OnResponse is not null)
        {
            text.AppendLine(
                """(func $on-response (param "resp" $response) (result $action) (canon lift (core func $i "on-response") """
                    + """(memory (core memory $i "memory")) (realloc (core func $i "realloc"))))"""
            );
            text.AppendLine("""(instance $resp (export "on-response" (func $on-response)))""");
            text.AppendLine("""(export "smg:gateway/middleware-on-response" (instance $resp))""");
        }

        if (OnError is not null)
        {
            text.AppendLine(
                """(func $on-error (param "resp" $response) (result $action) (canon lift (core func $i "on-error") """
                    + """(memory (core memory $i "memory")) (realloc (core func $i "realloc"))))"""
            );
            text.AppendLine("""(instance $err (export "on-error" (func $on-error)))""");
            text.AppendLine("""(export "smg:gateway/middleware-on-error" (instance $err))""");
        }

        return text.AppendLine(")").ToString();
    }

    internal const string BumpRealloc = """
        (local.set $p (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
        (global.set $heap (i32.add (local.get $p) (local.get 3)))
        (block $fits
          (br_if $fits (i32.le_u (global.get $heap) (i32.shl (memory.size) (i32.const 16))))
          (br_if $fits (i32.ne (i32.const -1) (memory.grow (i32.add (i32.const 1)
            (i32.shr_u (i32.sub (global.get $heap) (i32.shl (memory.size) (i32.const 16))) (i32.const 16))))))
          unreachable)
        (memory.copy (local.get $p) (local.get 0) (local.get 1))
        (local.get $p)
        """;

    /// <summary>The component's import of the types, and their aliases.</summary>
    public const string Types = """
        (type $types (instance
          (type $h (record (field "name" string) (field "value" string)))
          (export "header" (type $header (eq $h)))
          (type $headers (list $header)) (type $bytes (list u8))
          (type $r (record (field "method" string) (field "path" string) (field "query" string) (field "headers" $headers)
            (field "body" $bytes) (field "request-id" string) (field "now-epoch-ms" u64)))
          (export "request" (type (eq $r)))
          (type $s (record (field "status" u16) (field "headers" $headers) (field "body" $bytes)))
          (export "response" (type (eq $s)))
          (type $status (option u16)) (type $names (list string)) (type $body (option $bytes))
          (type $m (record (field "status" $status) (field "headers-set" $headers) (field "headers-add" $headers)
            (field "headers-remove" $names) (field "body-replace" $body)))
          (export "modify-action" (type $modify (eq $m)))
          (type $a (variant (case "continue") (case "reject" u16) (case "modify" $modify)))
          (export "action" (type (eq $a)))))
        (import "smg:gateway/middleware-types" (instance $t (type $types)))
        (alias export $t "request" (type $request))
        (alias export $t "response" (type $response))
        (alias export $t "action" (type $action))
        """;
}
