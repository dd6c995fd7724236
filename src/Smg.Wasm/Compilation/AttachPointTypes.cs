using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Compilation;

/// <summary>
/// The types that the WIT gives the attach points' functions, as one engine knows them: those of a component that imports nothing but such functions.
/// What Wasmtime's validator proves of a guest in its bridge is looked at here for one without.
/// </summary>
internal sealed class AttachPointTypes(EngineHandle engine)
{
    private readonly Lazy<IReadOnlyList<ComponentMember>> _wanted = new(() => Read(engine));

    /// <summary>How the function that a component exports for an attach point differs from the WIT.</summary>
    /// <param name="component">A guest without a bridge, which exports something of that name.</param>
    /// <param name="attachPoint">The attach point.</param>
    /// <returns>Null when it does not.</returns>
    public string? FindDifference(ComponentHandle component, AttachPoint attachPoint)
    {
        string name = WitFunctions.Name(attachPoint);
        ComponentMember? found = ComponentMember.ExportOf(component, WitFunctions.Interface(attachPoint))?.Members.FirstOrDefault(member => member.Name == name);
        return found?.Function is { } function
            ? function.FindDifference(_wanted.Value.First(member => member.Name == name).Function!)
            : "it is not a function";
    }

    private static IReadOnlyList<ComponentMember> Read(EngineHandle engine)
    {
        NativeError? error = null;
        using ComponentHandle? reference = ComponentHandle.ParseText($"(component\n{Gateway}\n{Events}\n{Storage})", out error) is { } bytes
            ? ComponentHandle.Compile(engine, bytes, out error)
            : null;
        return reference is not null
            ? ComponentMember.ImportsOf(reference)
            : throw new InvalidOperationException($"The reference component does not compile: {error!.Message}");
    }

    private const string Gateway = """
        (import "smg:gateway/middleware-types" (instance $types
          (type $h (record (field "name" string) (field "value" string)))
          (export "header" (type $header (eq $h)))
          (type $headers (list $header)) (type $bytes (list u8))
          (type $q (record (field "method" string) (field "path" string) (field "query" string) (field "headers" $headers)
            (field "body" $bytes) (field "request-id" string) (field "now-epoch-ms" u64)))
          (export "request" (type (eq $q)))
          (type $s (record (field "status" u16) (field "headers" $headers) (field "body" $bytes)))
          (export "response" (type (eq $s)))
          (type $status (option u16)) (type $names (list string)) (type $body (option $bytes))
          (type $m (record (field "status" $status) (field "headers-set" $headers) (field "headers-add" $headers)
            (field "headers-remove" $names) (field "body-replace" $body)))
          (export "modify-action" (type $modify (eq $m)))
          (type $a (variant (case "continue") (case "reject" u16) (case "modify" $modify)))
          (export "action" (type (eq $a)))))
        (alias export $types "request" (type $request))
        (alias export $types "response" (type $response))
        (alias export $types "action" (type $action))
        (import "on-request" (func (param "req" $request) (result $action)))
        (import "on-response" (func (param "resp" $response) (result $action)))
        (import "on-error" (func (param "resp" $response) (result $action)))
        """;

    private const string Events = """
        (import "smg:gateway/middleware-on-event" (instance $event-types
          (type $text (option string)) (type $lines (list string))
          (type $e (record (field "event-type" $text) (field "id" $text) (field "data" $text) (field "other-lines" $lines)))
          (export "stream-event" (type $event (eq $e)))
          (type $events (list $event))
          (type $a (variant (case "pass") (case "rewrite" $events) (case "drop") (case "end" $events)))
          (export "event-action" (type (eq $a)))))
        (alias export $event-types "stream-event" (type $stream-event))
        (alias export $event-types "event-action" (type $event-action))
        (import "on-event" (func (param "event" (option $stream-event)) (result $event-action)))
        """;

    private const string Storage = """
        (import "smg:storage/storage-hook-types" (instance $storage-types
          (type $o (enum "create-conversation" "get-conversation" "update-conversation" "delete-conversation" "create-item" "link-item" "link-items" "list-items"
            "get-item" "is-item-linked" "delete-item" "store-response" "get-response" "delete-response" "get-response-chain" "list-identifier-responses"
            "delete-identifier-responses"))
          (export "operation" (type (eq $o)))
          (type $e (record (field "key" string) (field "value" string)))
          (export "context-entry" (type (eq $e)))
          (type $c (record (field "name" string) (field "value" string)))
          (export "extra-column" (type $column (eq $c)))
          (type $columns (list $column))
          (type $b (variant (case "do-continue" $columns) (case "reject" string)))
          (export "before-result" (type (eq $b)))))
        (alias export $storage-types "operation" (type $operation))
        (alias export $storage-types "context-entry" (type $entry))
        (alias export $storage-types "extra-column" (type $column))
        (alias export $storage-types "before-result" (type $before-result))
        (import "before" (func (param "op" $operation) (param "context" (list $entry)) (param "payload" string) (result $before-result)))
        (import "after" (func (param "op" $operation) (param "context" (list $entry)) (param "payload" string) (param "result-json" string)
          (param "extra" (list $column)) (result (list $column))))
        """;
}
