using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The small component between host and storage hook. All arguments and results of hooks are text, so one form of each function is enough:
/// the image travels as text both ways, its numbers as four bytes of seven bits.
/// </summary>
internal static class StorageAdapter
{
    private static readonly Lazy<byte[]> BeforeOnly = new(() => AdapterText.Parse(Text(before: true, after: false)));
    private static readonly Lazy<byte[]> AfterOnly = new(() => AdapterText.Parse(Text(before: false, after: true)));
    private static readonly Lazy<byte[]> Both = new(() => AdapterText.Parse(Text(before: true, after: true)));

    /// <summary>The functions that an adapter exports.</summary>
    public static IReadOnlyList<string> Exports(bool before, bool after) =>
        [.. before ? ["before"] : Array.Empty<string>(), .. after ? ["after"] : Array.Empty<string>()];

    /// <summary>The types that every adapter imports by equality, in the order in which it imports them.</summary>
    public static WitInterface Types { get; } = WitPackage.Storage.Interface("storage-hook-types");

    /// <summary>The adapter's bytes for a hook with these functions, at least one.</summary>
    public static byte[] Bytes(bool before, bool after) =>
        (before, after) switch
        {
            (true, true) => Both.Value,
            (true, false) => BeforeOnly.Value,
            (false, true) => AfterOnly.Value,
            _ => throw new ArgumentException("An adapter needs an attach point."),
        };

    private static string Text(bool before, bool after)
    {
        StringBuilder text = new("(component\n");
        foreach (WitDefinition type in Types.Definitions)
        {
            text.AppendLine($"""(type $of-{type.Name} {WitReference.Definition(type)})""");
            text.AppendLine($"""(import "{type.Name}" (type ${type.Name} (eq $of-{type.Name})))""");
        }

        text.AppendLine(before ? Import(AttachPoint.StorageBefore) : "").AppendLine(after ? Import(AttachPoint.StorageAfter) : "");
        text.AppendLine(AdapterText.Memory(AdapterText.AlignAsAsked, AdapterText.ClearPadding));
        text.AppendLine(before ? AdapterText.Lower("before") : "").AppendLine(after ? AdapterText.Lower("after") : "");
        text.AppendLine(
            $"""
            (core module ${AdapterFrames.BesideGuest}
              (import "m" "memory" (memory 1))
              (import "m" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
              (import "m" "top" (func $top (result i32)))
              (import "m" "give-up" (func $give-up))
            """
        );
        text.AppendLine(before ? """(import "g" "before" (func $before (param i32 i32 i32 i32 i32 i32)))""" : "");
        text.AppendLine(after ? """(import "g" "after" (func $after (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))""" : "");
        text.AppendLine(AdapterText.Decode)
            .AppendLine(Answer)
            .AppendLine(before ? RunBefore : "")
            .AppendLine(after ? RunAfter : "")
            .AppendLine(")");
        text.AppendLine($"""(core instance $c (instantiate ${AdapterFrames.BesideGuest} (with "m" (instance $m)) (with "g" (instance""");
        text.AppendLine(before ? """(export "before" (func $lowered-before))""" : "");
        text.AppendLine(after ? """(export "after" (func $lowered-after))""" : "").AppendLine("))))");
        return text.AppendLine(before ? Lift("before") : "").AppendLine(after ? Lift("after") : "").AppendLine(")").ToString();
    }

    private static string Import(AttachPoint attachPoint)
    {
        AttachPointContract contract = AttachPointTable.Of(attachPoint);
        string signature = WitReference.Signature(contract.Wit.Function(contract.Interface, contract.Function), name => "$" + name);
        return $"""(import "{contract.Function}" (func ${contract.Function}{signature}))""";
    }

    private static string Lift(string function) =>
        $$"""
            (func (export "{{function}}") (param "image" string) (result string)
              (canon lift (core func $c "{{function}}") (memory (core memory $m "memory")) (realloc (core func $m "realloc"))
                (post-return (core func $m "reset")) string-encoding=utf8))
            """;

    /// <summary>
    /// An answer is three numbers: 0 with address and count of columns, or 1 with address and length of a reason. At 16 and 20, which the
    /// allocator leaves alone, are the answer's address and length: it is one run of memory up to the allocator's top. Addresses that the
    /// numbers cannot hold are out of reach.
    /// </summary>
    private const string Answer = """
        (func $encode (param $p i32) (param $end i32) (local $x i32)
          (block $done
            (loop $next
              (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
              (local.set $x (i32.load (local.get $p)))
              (if (i32.ge_u (local.get $x) (i32.const 0x10000000)) (then (call $give-up)))
              (i32.store (local.get $p)
                (i32.or
                  (i32.or (i32.and (local.get $x) (i32.const 0x7f)) (i32.and (i32.shl (local.get $x) (i32.const 1)) (i32.const 0x7f00)))
                  (i32.or (i32.and (i32.shl (local.get $x) (i32.const 2)) (i32.const 0x7f0000)) (i32.and (i32.shl (local.get $x) (i32.const 3)) (i32.const 0x7f000000)))))
              (local.set $p (i32.add (local.get $p) (i32.const 4)))
              (br $next))))
        (func $answer (result i32) (local $a i32)
          (local.set $a (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (i32.const 12)))
          (i32.store (local.get $a) (i32.const 0))
          (local.get $a))
        (func $finish (param $a i32) (result i32)
          (if (i32.eqz (i32.load (local.get $a)))
            (then (call $encode
              (i32.load offset=4 (local.get $a))
              (i32.add (i32.load offset=4 (local.get $a)) (i32.shl (i32.load offset=8 (local.get $a)) (i32.const 4))))))
          (call $encode (local.get $a) (i32.add (local.get $a) (i32.const 12)))
          (i32.store (i32.const 16) (local.get $a))
          (i32.store (i32.const 20) (i32.sub (call $top) (local.get $a)))
          (i32.const 16))
        """;

    private const string RunBefore = """
        (func (export "before") (param $p i32) (param $n i32) (result i32) (local $a i32)
          (call $decode (local.get $p) (i32.add (local.get $p) (i32.const 24)))
          (call $decode (i32.add (local.get $p) (i32.const 24))
            (i32.add (i32.add (local.get $p) (i32.const 24)) (i32.shl (i32.load offset=12 (local.get $p)) (i32.const 4))))
          (local.set $a (call $answer))
          (call $before
            (i32.load offset=0 (local.get $p))
            (i32.load offset=8 (local.get $p)) (i32.load offset=12 (local.get $p))
            (i32.load offset=16 (local.get $p)) (i32.load offset=20 (local.get $p))
            (local.get $a))
          (call $finish (local.get $a)))
        """;

    private const string RunAfter = """
        (func (export "after") (param $p i32) (param $n i32) (result i32) (local $a i32)
          (call $decode (local.get $p) (i32.add (local.get $p) (i32.const 40)))
          (call $decode (i32.add (local.get $p) (i32.const 40))
            (i32.add (i32.add (local.get $p) (i32.const 40))
              (i32.shl (i32.add (i32.load offset=12 (local.get $p)) (i32.load offset=36 (local.get $p))) (i32.const 4))))
          (local.set $a (call $answer))
          (call $after
            (i32.load offset=0 (local.get $p))
            (i32.load offset=8 (local.get $p)) (i32.load offset=12 (local.get $p))
            (i32.load offset=16 (local.get $p)) (i32.load offset=20 (local.get $p))
            (i32.load offset=24 (local.get $p)) (i32.load offset=28 (local.get $p))
            (i32.load offset=32 (local.get $p)) (i32.load offset=36 (local.get $p))
            (i32.add (local.get $a) (i32.const 4)))
          (call $finish (local.get $a)))
        """;
}
