using System.Collections.Concurrent;
using System.Text;
using Smg.Wasm.Compilation;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>
/// The small component that stands between host and guest: takes one string that holds a memory image and calls the guest's typed function with
/// pointers into that image. Each attach point is exported twice: under its own name the image travels as bytes and the action comes back as an image;
/// with <c>-text</c> behind it the image travels as text, and the answer is empty for <c>continue</c> or says that <c>take-action</c> gives the image.
/// </summary>
internal static class BridgeAdapter
{
    private static readonly ConcurrentDictionary<string, byte[]> Parsed = new();

    /// <summary>The functions that an adapter exports.</summary>
    /// <param name="attachPoints">The guest's.</param>
    public static IReadOnlyList<string> Exports(IEnumerable<AttachPoint> attachPoints)
        => [.. attachPoints.Select(WitFunctions.Name).SelectMany(name => new[] { name, name + "-text" }), "take-action"];

    /// <summary>The types that an adapter imports by equality, in the order in which it imports them.</summary>
    /// <param name="attachPoints">The guest's.</param>
    public static IReadOnlyList<string> TypeImports(IReadOnlyCollection<AttachPoint> attachPoints)
        => ["header", .. TakesRequest(attachPoints) ? ["request"] : Array.Empty<string>(), .. TakesResponse(attachPoints) ? ["response"] : Array.Empty<string>(), "modify-action", "action"];

    /// <summary>The adapter's bytes for a guest with these attach points, at least one.</summary>
    /// <param name="attachPoints">The guest's, in the order of <see cref="WitFunctions.All"/>.</param>
    public static byte[] Bytes(IReadOnlyCollection<AttachPoint> attachPoints)
        => Parsed.GetOrAdd(string.Join(' ', attachPoints), static (_, points) => AdapterText.Parse(Text(points)), attachPoints);

    private static string Text(IReadOnlyCollection<AttachPoint> attachPoints)
    {
        StringBuilder text = new("(component\n");
        text.AppendLine(SharedTypes);
        text.AppendLine(TakesRequest(attachPoints) ? RequestType : "").AppendLine(TakesResponse(attachPoints) ? ResponseType : "").AppendLine(ActionTypes);
        text.AppendJoin('\n', attachPoints.Select(Import)).AppendLine();
        text.AppendLine(AdapterText.Memory(AdapterText.AlignToEight));
        text.AppendJoin('\n', attachPoints.Select(point => AdapterText.Lower(WitFunctions.Name(point)))).AppendLine();
        text.AppendLine($"""
            (core module ${AdapterText.CodeModule}
              (import "m" "memory" (memory 1))
              (import "m" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
              (import "m" "top" (func $top (result i32)))
              (import "m" "reset" (func $reset (param i32)))
            """);
        text.AppendJoin('\n', attachPoints.Select(CoreImport)).AppendLine();
        text.AppendLine(AdapterText.Decode).AppendLine(Finish);
        text.AppendJoin('\n', attachPoints.Select(point => point == AttachPoint.OnRequest ? RunRequest : RunResponse(WitFunctions.Name(point)))).AppendLine().AppendLine(")");
        text.AppendLine("""(core instance $c (instantiate $smg-bridge-code (with "m" (instance $m)) (with "g" (instance""");
        text.AppendJoin('\n', attachPoints.Select(point => $"""(export "{WitFunctions.Name(point)}" (func $lowered-{WitFunctions.Name(point)}))""")).AppendLine("))))");
        text.AppendJoin('\n', attachPoints.Select(point => Lift(WitFunctions.Name(point)))).AppendLine().AppendLine(LiftTake);
        return text.AppendLine(")").ToString();
    }

    private static bool TakesRequest(IEnumerable<AttachPoint> attachPoints) => attachPoints.Contains(AttachPoint.OnRequest);

    private static bool TakesResponse(IEnumerable<AttachPoint> attachPoints) => attachPoints.Any(point => point != AttachPoint.OnRequest);

    private static string Import(AttachPoint attachPoint)
    {
        string name = WitFunctions.Name(attachPoint);
        string parameter = attachPoint == AttachPoint.OnRequest ? "\"req\" $request" : "\"resp\" $response";
        return $"""(import "{name}" (func ${name} (param {parameter}) (result $action)))""";
    }

    private static string CoreImport(AttachPoint attachPoint)
    {
        string name = WitFunctions.Name(attachPoint);
        string parameters = attachPoint == AttachPoint.OnRequest ? "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32" : "i32 i32 i32 i32 i32 i32";
        return $"""(import "g" "{name}" (func ${name} (param {parameters})))""";
    }

    private static string Lift(string function) => $$"""
        (func (export "{{function}}") (param "image" string) (result string)
          (canon lift (core func $c "{{function}}") (memory (core memory $m "memory")) (realloc (core func $m "realloc"))
            (post-return (core func $m "reset")) string-encoding=latin1+utf16))
        (func (export "{{function}}-text") (param "image" string) (result string)
          (canon lift (core func $c "{{function}}-text") (memory (core memory $m "memory")) (realloc (core func $m "realloc"))
            (post-return (core func $c "reset-unless-pending")) string-encoding=utf8))
        """;

    private const string LiftTake = """
        (func (export "take-action") (result string)
          (canon lift (core func $c "take-action") (memory (core memory $m "memory")) (realloc (core func $m "realloc"))
            (post-return (core func $m "reset")) string-encoding=latin1+utf16))
        """;

    private const string SharedTypes = """
        (type $header' (record (field "name" string) (field "value" string)))
        (import "header" (type $header (eq $header')))
        (type $headers (list $header)) (type $bytes (list u8))
        """;

    private const string RequestType = """
        (type $request' (record (field "method" string) (field "path" string) (field "query" string) (field "headers" $headers)
          (field "body" $bytes) (field "request-id" string) (field "now-epoch-ms" u64)))
        (import "request" (type $request (eq $request')))
        """;

    private const string ResponseType = """
        (type $response' (record (field "status" u16) (field "headers" $headers) (field "body" $bytes)))
        (import "response" (type $response (eq $response')))
        """;

    private const string ActionTypes = """
        (type $status (option u16)) (type $names (list string)) (type $body (option $bytes))
        (type $modify' (record (field "status" $status) (field "headers-set" $headers) (field "headers-add" $headers)
          (field "headers-remove" $names) (field "body-replace" $body)))
        (import "modify-action" (type $modify (eq $modify')))
        (type $action' (variant (case "continue") (case "reject" u16) (case "modify" $modify)))
        (import "action" (type $action (eq $action')))
        """;

    /// <summary>
    /// Below 1024 the adapter keeps: at 16 and 20 the action's address and length, which are one run of memory up to the allocator's top;
    /// at 24 and 28 the answer of a <c>-text</c> call; at 32 the letter of a pending action.
    /// </summary>
    private const string Finish = """
        (func $action (result i32) (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (i32.const 48)))
        (func $finish (param $action i32) (result i32)
          (i32.store (i32.const 16) (local.get $action))
          (i32.store (i32.const 20) (i32.sub (call $top) (local.get $action)))
          (i32.const 16))
        (func $finish-text (param $action i32) (result i32)
          (drop (call $finish (local.get $action)))
          (i32.store (i32.const 24) (i32.const 32))
          (i32.store (i32.const 28) (i32.ne (i32.load8_u (local.get $action)) (i32.const 0)))
          (i32.store8 (i32.const 32) (i32.const 109))
          (i32.const 24))
        (func (export "take-action") (result i32) (i32.const 16))
        (func (export "reset-unless-pending") (param i32)
          (if (i32.eqz (i32.load (i32.const 28))) (then (call $reset (i32.const 0)))))
        """;

    private const string RunRequest = """
        (func $run-request (param $p i32) (result i32) (local $a i32)
          (call $decode (local.get $p) (i32.add (local.get $p) (i32.const 64)))
          (call $decode (i32.add (local.get $p) (i32.const 64))
            (i32.add (i32.add (local.get $p) (i32.const 64)) (i32.shl (i32.load offset=28 (local.get $p)) (i32.const 4))))
          (local.set $a (call $action))
          (call $on-request
            (i32.load offset=0 (local.get $p)) (i32.load offset=4 (local.get $p))
            (i32.load offset=8 (local.get $p)) (i32.load offset=12 (local.get $p))
            (i32.load offset=16 (local.get $p)) (i32.load offset=20 (local.get $p))
            (i32.load offset=24 (local.get $p)) (i32.load offset=28 (local.get $p))
            (i32.load offset=32 (local.get $p)) (i32.load offset=36 (local.get $p))
            (i32.load offset=40 (local.get $p)) (i32.load offset=44 (local.get $p))
            (i64.or
              (i64.load32_u offset=48 (local.get $p))
              (i64.or
                (i64.shl (i64.load32_u offset=52 (local.get $p)) (i64.const 28))
                (i64.shl (i64.load32_u offset=56 (local.get $p)) (i64.const 56))))
            (local.get $a))
          (local.get $a))
        (func (export "on-request") (param $p i32) (param $n i32) (result i32) (call $finish (call $run-request (local.get $p))))
        (func (export "on-request-text") (param $p i32) (param $n i32) (result i32) (call $finish-text (call $run-request (local.get $p))))
        """;

    private static string RunResponse(string name) => $"""
        (func $run-{name} (param $p i32) (result i32) (local $a i32)
          (call $decode (local.get $p) (i32.add (local.get $p) (i32.const 32)))
          (call $decode (i32.add (local.get $p) (i32.const 32))
            (i32.add (i32.add (local.get $p) (i32.const 32)) (i32.shl (i32.load offset=12 (local.get $p)) (i32.const 4))))
          (local.set $a (call $action))
          (call ${name}
            (i32.load offset=0 (local.get $p))
            (i32.load offset=8 (local.get $p)) (i32.load offset=12 (local.get $p))
            (i32.load offset=16 (local.get $p)) (i32.load offset=20 (local.get $p))
            (local.get $a))
          (local.get $a))
        (func (export "{name}") (param $p i32) (param $n i32) (result i32) (call $finish (call $run-{name} (local.get $p))))
        (func (export "{name}-text") (param $p i32) (param $n i32) (result i32) (call $finish-text (call $run-{name} (local.get $p))))
        """;
}
