using Smg.Wasm.Modules;

namespace Smg.Wasm.Fixtures;

/// <summary>
/// A storage hook written as text for one behaviour. The locals of <c>before</c> are 0 the operation, then pointer and length of 1 context
/// and 3 payload; those of <c>after</c> go on with 5 result and 7 extra columns. <c>before</c> returns the address of a before-result,
/// <c>after</c> that of a list.
/// </summary>
public sealed record StorageGuest
{
    /// <summary>An answer at address 16: all zero is an empty list of columns.</summary>
    public const string Nothing = "(i32.const 16)";

    /// <summary>What before does; null when the component does not export it.</summary>
    public string? Before { get; init; } = Nothing;

    /// <summary>What after does; null when the component does not export it.</summary>
    public string? After { get; init; } = Nothing;

    /// <summary>More of the core module: functions, globals, data, a start function.</summary>
    public string Core { get; init; } = "";

    /// <summary>The core module's memories.</summary>
    public string Memory { get; init; } = """(memory (export "memory") 1)""";

    /// <summary>What realloc does; null for a bump allocator.</summary>
    public string? Realloc { get; init; }

    /// <summary>The encoding of its texts, as the text format names it.</summary>
    public string Encoding { get; init; } = "string-encoding=utf8";

    /// <summary>The type of an entry of the context.</summary>
    public string Entry { get; init; } = """(record (field "key" string) (field "value" string))""";

    /// <summary>The first operations, as far as they differ from the WIT.</summary>
    public string FirstOperations { get; init; } = "\"create-conversation\" \"get-conversation\"";

    /// <summary>The type of what after gives.</summary>
    public string AfterResult { get; init; } = "(list $column)";

    public WasmModule ToModule(string name) => WasmModule.FromBytes(name, ToBytes());

    public byte[] ToBytes() => WatGuest.Parse(ToText());

    public string ToText() =>
        $$"""
            (component
            (type $types (instance
              (type $o (enum {{FirstOperations}} "update-conversation" "delete-conversation" "create-item" "link-item" "link-items"
                "list-items" "get-item"
                "is-item-linked" "delete-item" "store-response" "get-response" "delete-response" "get-response-chain"
                "list-identifier-responses"
                "delete-identifier-responses"))
              (export "operation" (type (eq $o)))
              (type $e {{Entry}})
              (export "context-entry" (type (eq $e)))
              (type $c (record (field "name" string) (field "value" string)))
              (export "extra-column" (type $column (eq $c)))
              (type $columns (list $column))
              (type $b (variant (case "do-continue" $columns) (case "reject" string)))
              (export "before-result" (type (eq $b)))))
            (import "smg:storage/storage-hook-types" (instance $t (type $types)))
            (alias export $t "operation" (type $operation))
            (alias export $t "context-entry" (type $entry))
            (alias export $t "extra-column" (type $column))
            (alias export $t "before-result" (type $before-result))
            (core module $m {{Memory}}
              (global $heap (mut i32) (i32.const 4096))
              (func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32) (local $p i32) {{Realloc ?? WatGuest.BumpRealloc}})
              (func (export "before") (param i32 i32 i32 i32 i32) (result i32) (local $i i32) {{Before ?? Nothing}})
              (func (export "after") (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (local $i i32) {{After ?? Nothing}})
              {{Core}})
            (core instance $i (instantiate $m))
            {{(Before is null ? "" : BeforeExport)}}
            {{(After is null ? "" : AfterExport)}}
            )
            """;

    private string BeforeExport =>
        $$"""
            (func $before (param "op" $operation) (param "context" (list $entry)) (param "payload" string) (result $before-result)
              (canon lift (core func $i "before") (memory (core memory $i "memory")) (realloc (core func $i "realloc")) {{Encoding}}))
            (instance $before (export "before" (func $before)))
            (export "smg:storage/storage-hook-before" (instance $before))
            """;

    private string AfterExport =>
        $$"""
            (func $after (param "op" $operation) (param "context" (list $entry)) (param "payload" string) (param "result-json" string)
              (param "extra" (list $column)) (result {{AfterResult}})
              (canon lift (core func $i "after") (memory (core memory $i "memory")) (realloc (core func $i "realloc")) {{Encoding}}))
            (instance $after (export "after" (func $after)))
            (export "smg:storage/storage-hook-after" (instance $after))
            """;
}
