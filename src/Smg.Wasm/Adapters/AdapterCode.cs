using System.Collections.Concurrent;
using System.Text;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The core module of the adapter. The texts of a message reach the adapter's small memory as one image, and go from there into blocks of
/// the guest's allocator, one by one, as the canonical ABI prescribes. That happens while Wasmtime lowers the image's second parameter: the
/// guest must not call imports then, and cannot. Wasmtime itself lowers large bodies into the guest's memory, and lifts each part of an
/// answer from it. An instance looks up each function that is imported or named in a canonical option, at each call of a guest: attach
/// points share what they can.
/// </summary>
internal static class AdapterCode
{
    private static readonly ConcurrentDictionary<string, byte[]> Parsed = new();

    /// <summary>The module's bytes.</summary>
    /// <param name="attachPoints">The attach points that it serves, at least one.</param>
    public static byte[] Bytes(IReadOnlyList<AdapterPoint> attachPoints) =>
        Parsed.GetOrAdd(string.Join(' ', attachPoints), static (_, points) => AdapterText.Parse(Text(points)), attachPoints);

    private static string Text(IReadOnlyList<AdapterPoint> attachPoints)
    {
        List<AdapterHeap> heaps = [.. attachPoints.Select(point => point.Heap).Distinct()];
        StringBuilder text = new($"(module ${AdapterFrames.InGuest}\n");
        text.AppendJoin('\n', heaps.Select(Imports)).AppendLine();
        text.AppendJoin('\n', attachPoints.Select(Imports)).AppendLine();
        text.AppendLine(Globals).AppendLine(AdapterBody.Spread).AppendLine(AdapterImageCode.Shared);
        text.AppendJoin('\n', heaps.Select(AdapterHeapCode.Functions)).AppendLine();
        text.AppendJoin('\n', attachPoints.Where(point => point.IsStorage).Select(StorageAnswerCode.Functions)).AppendLine();
        text.AppendJoin('\n', attachPoints.Select(Functions)).AppendLine();
        text.AppendLine(AdapterImageCode.Realloc(attachPoints)).AppendLine(Done(attachPoints));
        return text.AppendLine(")").ToString();
    }

    private static string Imports(AdapterHeap heap) =>
        $"""
            (import "g" "{heap.Memory}" (memory ${heap.Memory} 0))
            (import "g" "{heap.Realloc}" (func ${heap.Realloc} (param i32 i32 i32 i32) (result i32)))
            {(heap.IsPregrown ? $"""(import "g" "{heap.Size}" (func ${heap.Size} (result i32)))""" : "")}
            """;

    private static string Imports(AdapterPoint point) =>
        $"""
            (import "g" "{point.Name}" (func ${point.Name} (param {point.AllTypes}) (result i32)))
            {(point.Frees ? $"""(import "g" "{point.PostReturn}" (func ${point.PostReturn} (param i32)))""" : "")}
            """;

    /// <summary>
    /// The parts of a message until the guest is called, then where its answer lies, which attach point gave it, whether nothing more of it
    /// will be read, and the eight bytes of the guest that wait to be put back.
    /// </summary>
    private static string Globals { get; } =
        string.Join('\n', Enumerable.Range(0, 8).Select(i => $"(global $part-{i} (mut i32) (i32.const 0))"))
        + """
            (global $body-0 (mut i32) (i32.const 0))
            (global $body-1 (mut i32) (i32.const 0))
            (global $after-0 (mut i32) (i32.const 0))
            (global $after-1 (mut i32) (i32.const 0))
            (global $after-2 (mut i64) (i64.const 0))
            (global $action (mut i32) (i32.const 0))
            (global $called (mut i32) (i32.const 0))
            (global $is-read (mut i32) (i32.const 0))
            (global $slot (mut i32) (i32.const -1))
            (global $held (mut i64) (i64.const 0))
            """;

    private static string Functions(AdapterPoint point) =>
        string.Join('\n', Values(point), AdapterImageCode.Functions(point), Rest(point), point.IsStorage ? "" : Pieces(point));

    /// <summary>Calls the guest with parts that are all at hand, and judges its answer.</summary>
    /// <param name="point">The attach point.</param>
    /// <param name="part">The text of a part by its number.</param>
    public static string CallGuest(AdapterPoint point, Func<int, string> part)
    {
        // Headers, and a storage hook's pairs, cross as a list of names and values in turn.
        string parts = string.Join(
            ' ',
            Enumerable.Range(0, point.All.Count).Select(i => point.IsTextCount(i) ? $"(i32.shr_u {part(i)} (i32.const 1))" : part(i))
        );
        return $"""
            (global.set $called (i32.const {point.Number}))
            (call {point.Judge} (call ${point.Name} {parts}))
            """;
    }

    /// <summary>The lowered parts go to the guest as they came.</summary>
    private static string Values(AdapterPoint point) =>
        $"""
            (func (export "{point.Core(AdapterExport.Values)}") (param {point.AllTypes}) (result i32)
              {CallGuest(point, static i => $"(local.get {i})")})
            """;

    /// <summary>Behind an image: the body and what is behind it.</summary>
    private static string Rest(AdapterPoint point) =>
        $"""
            (func (export "{point.Core(AdapterExport.Rest)}") (param i32 i32 {string.Join(' ', point.AfterBody)}) (result i32)
              {CallGuestAfter(point, point.Body)})
            """;

    /// <summary>The same in three calls: what is before the body, the body, what is behind it.</summary>
    private static string Pieces(AdapterPoint point)
    {
        string keep = string.Join(' ', Enumerable.Range(0, point.Body).Select(i => $"(global.set {point.Kept(i)} (local.get {i}))"));
        string after = string.Join(' ', point.AfterBody);
        return $"""
            (func (export "{point.Core(AdapterExport.Begin)}") (param {string.Join(' ', point.BeforeBody)}) {keep})
            (func (export "{point.Core(AdapterExport.End)}") (param {after}) (result i32)
              {CallGuestAfter(point, point.BeforeEnd.Count)})
            """;
    }

    /// <summary>Calls the guest with the first lowered parts as they were kept, and with the others as they came.</summary>
    private static string CallGuestAfter(AdapterPoint point, int kept) =>
        CallGuest(point, i => i < kept ? $"(global.get {point.Kept(i)})" : $"(local.get {i - kept})");

    /// <summary>
    /// Runs when the result of any function was read, as its post-return: what the guest must not do there, it must not do here. Where the
    /// host reads an answer in the memory itself, it says when it has.
    /// </summary>
    private static string Done(IReadOnlyList<AdapterPoint> attachPoints)
    {
        StringBuilder text = new(
            $"""
            (func $done (export "{AdapterNames.Done}") (param i32)
              (if (i32.eqz (global.get $is-read)) (then (return)))
            """
        );
        foreach (AdapterPoint point in attachPoints)
        {
            text.AppendLine(
                $"""
                (if (i32.eq (global.get $called) (i32.const {point.Number}))
                  (then
                    (if (i32.ne (global.get $slot) (i32.const -1))
                      (then
                        (i64.store ${point.Heap.Memory} (global.get $slot) (global.get $held))
                        (global.set $slot (i32.const -1))))
                    {(point.Frees ? $"(call ${point.PostReturn} (global.get $action))" : "")}
                    (return)))
                """
            );
        }

        text.AppendLine(")");
        return text.AppendLine(
                $"""
                (func $end (export "{DirectNames.End}")
                  (global.set $is-read (i32.const 1))
                  (call $done (i32.const 0)))
                (func (export "{DirectNames.Action}") (result i32) (global.get $action))
                """
            )
            .ToString();
    }
}
