using System.Globalization;

namespace Smg.Wasm.Fixtures.CanonicalAbi;

/// <summary>A guest made from a seed: a policy of allocation, a place and a kind of answer, an encoding and a policy of freeing.</summary>
public sealed record GeneratedGuest
{
    private const int Low = 1024;
    private const int ActionBytes = 44;
    private static readonly int[] Addresses =
    [
        0,
        1,
        2,
        3,
        4,
        8,
        17,
        4097,
        65532,
        65535,
        65536,
        65537,
        131071,
        131072,
        131073,
        int.MaxValue,
        int.MinValue,
        -8,
        -1,
    ];
    private static readonly int[] Lengths =
    [
        0,
        1,
        2,
        3,
        7,
        64,
        4096,
        65536,
        131072,
        0x0fffffff,
        int.MaxValue,
        int.MinValue,
        int.MinValue + 2,
        -1,
    ];

    private readonly int _seed;
    private readonly int _callNumber;
    private readonly int _address;
    private readonly int _length;
    private readonly int _field;
    private readonly int _bytes;

    /// <summary>Makes the guest of a seed.</summary>
    public GeneratedGuest(int seed)
    {
        Random random = new(seed);
        _seed = seed;
        Encoding = Pick<GuestEncoding>(random, 0.6);
        Realloc = Pick<ReallocPolicy>(random, 0.3);
        Placement = Pick<AnswerPlacement>(random, 0.3);
        Answer = Pick<AnswerKind>(random, 0.1);
        PostReturn = Pick<PostReturnPolicy>(random, 0.2);
        _callNumber = random.Next(1, 30);
        _address = Addresses[random.Next(Addresses.Length)];
        _length = Lengths[random.Next(Lengths.Length)];
        _field = random.Next(6);
        _bytes = random.Next();
        HasResponse = random.Next(2) == 0;
        HasImport = Realloc == ReallocPolicy.CallsImportLater || PostReturn == PostReturnPolicy.CallsImport || random.Next(2) == 0;
        Start = Pick<StartPolicy>(random, 0.85) is var start && start == StartPolicy.CallsImport && !HasImport ? StartPolicy.Writes : start;
    }

    /// <summary>Whether it exports on-response beside on-request.</summary>
    public bool HasResponse { get; }

    /// <summary>Whether its core module imports a function of the host: without, the host may call that module itself.</summary>
    public bool HasImport { get; }

    /// <summary>The texts' encoding.</summary>
    public GuestEncoding Encoding { get; }

    /// <summary>What <c>realloc</c> does.</summary>
    public ReallocPolicy Realloc { get; }

    /// <summary>Where the answer lies.</summary>
    public AnswerPlacement Placement { get; }

    /// <summary>What the answer is.</summary>
    public AnswerKind Answer { get; }

    /// <summary>What <c>post-return</c> does.</summary>
    public PostReturnPolicy PostReturn { get; }

    /// <summary>What the start function does.</summary>
    public StartPolicy Start { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"seed {_seed}: {Encoding}, {Realloc}, {Placement}, {Answer}, {PostReturn}, start {Start}{(HasImport ? "" : ", no import")}";

    /// <summary>The component as text.</summary>
    public string ToText() =>
        $$"""
            (component
            {{WatGuest.Types}}
            {{(HasImport ? Import : "")}}
            (core module $m
              {{(HasImport ? """(import "r" "draw" (func $draw (result i64)))""" : "")}}
              (memory (export "memory") 2)
              (global $heap (mut i32) (i32.const 4096))
              (global $top (mut i32) (i32.const 131072))
              (global $calls (mut i32) (i32.const 0))
              (global $digest (mut i32) (i32.const 17))
              (global $answer (mut i32) (i32.const 0))
              (global $freed (mut i32) (i32.const 0))
              (global $wide (mut i64) (i64.const 3))
              (global $real (mut f64) (f64.const 0.5))
              (global $single (mut f32) (f32.const 0.25))
              (func $realloc (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
                (local $p i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                {{Digest("$old")}} {{Digest("$old-size")}} {{Digest("$align")}} {{Digest("$size")}}
                {{ReallocBody}})
              (func $bump (param $align i32) (param $size i32) (result i32) (local $p i32)
                (local.set $p (i32.and (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0)
                  (local.get $align))))
                (global.set $heap (i32.add (local.get $p) (local.get $size)))
                (block $fits
                  (br_if $fits (i32.le_u (global.get $heap) (i32.shl (memory.size) (i32.const 16))))
                  (br_if $fits (i32.ne (i32.const -1) (memory.grow (i32.add (i32.const 1)
                    (i32.shr_u (i32.sub (global.get $heap) (i32.shl (memory.size) (i32.const 16))) (i32.const 16))))))
                  unreachable)
                (local.get $p))
              (func (export "on-request") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32) (local $a i32)
                (local $i i32) (local $h i32)
                {{Place(8)}} {{Write(headers: 6, body: 8, echo: EchoOfRequest)}} (global.set $answer (local.get $a)) (local.get $a))
              (func (export "on-response") (param i32 i32 i32 i32 i32) (result i32) (local $a i32) (local $i i32) (local $h i32)
                {{Place(3)}} {{Write(headers: 1, body: 3, echo: EchoOfResponse)}} (global.set $answer (local.get $a)) (local.get $a))
              (func (export "post-return") (param i32) {{PostReturnBody}})
              {{(Start == StartPolicy.None ? "" : $"(func $start {StartBody}) (start $start)")}})
            (core instance $i (instantiate $m {{(HasImport ? """(with "r" (instance (export "draw" (func $lowered))))""" : "")}}))
            {{Lift("on-request", "\"req\" $request")}}
            {{(HasResponse ? Lift("on-response", "\"resp\" $response") : "")}}
            )
            """;

    private const string Import = """
        (import "wasi:random/random@0.2.0" (instance $random (export "get-random-u64" (func (result u64)))))
        (alias export $random "get-random-u64" (func $draw))
        (core func $lowered (canon lower (func $draw)))
        """;

    private string Lift(string name, string parameter) =>
        $"""
            (func ${name} (param {parameter}) (result $action) (canon lift (core func $i "{name}") (memory (core memory $i "memory"))
              (realloc (core func $i "realloc"))
              string-encoding={Encoding switch
            {
                GuestEncoding.Utf8 => "utf8",
                GuestEncoding.Utf16 => "utf16",
                _ => "latin1+utf16",
            }}
              {(PostReturn == PostReturnPolicy.None ? "" : """(post-return (core func $i "post-return"))""")}))
            (instance ${name}s (export "{name}" (func ${name})))
            (export "smg:gateway/middleware-{name}" (instance ${name}s))
            """;

    private static string Digest(string local) =>
        $"(global.set $digest (i32.add (i32.mul (global.get $digest) (i32.const 31)) (local.get {local})))";

    private const string CopyOld = """
        (memory.copy (local.get $p) (local.get $old) (select (local.get $old-size) (local.get $size) (i32.lt_u (local.get $old-size)
          (local.get $size))))
        """;

    private string ReallocBody =>
        Realloc switch
        {
            ReallocPolicy.BumpAsAsked => $"(local.set $p (call $bump (local.get $align) (local.get $size))) {CopyOld} (local.get $p)",
            ReallocPolicy.FromTop => $"""
                (global.set $top (i32.and (i32.sub (global.get $top) (local.get $size)) (i32.const -8)))
                (local.set $p (global.get $top)) {CopyOld} (local.get $p)
                """,
            ReallocPolicy.Zeroes =>
                "(local.set $p (call $bump (i32.const 8) (local.get $size))) (memory.fill (local.get $p) (i32.const 0) (local.get $size)) "
                    + $"{CopyOld} (local.get $p)",
            ReallocPolicy.PoisonsOld => $"""
                (local.set $p (call $bump (i32.const 8) (local.get $size))) {CopyOld}
                (memory.fill (local.get $old) (i32.const 0xaa) (local.get $old-size)) (local.get $p)
                """,
            ReallocPolicy.FreshOnly =>
                "(if (i32.or (local.get $old) (local.get $old-size)) (then unreachable)) (call $bump (i32.const 8) (local.get $size))",
            ReallocPolicy.SameBlock => "(i32.const 8192)",
            ReallocPolicy.SameBlockZeroed => "(memory.fill (i32.const 8192) (i32.const 0) (i32.const 8192)) (i32.const 8192)",
            ReallocPolicy.LastBytes =>
                "(i32.and (i32.sub (i32.const 131072) (local.get $size)) (i32.sub (i32.const 0) (local.get $align)))",
            ReallocPolicy.EvenOnly => "(i32.add (call $bump (i32.const 8) (i32.add (local.get $size) (i32.const 2))) (i32.const 2))",
            ReallocPolicy.Odd => "(i32.add (call $bump (i32.const 8) (i32.add (local.get $size) (i32.const 1))) (i32.const 1))",
            ReallocPolicy.PastMemory => "(i32.const 131072)",
            ReallocPolicy.Grows => $"(local.set $p (i32.shl (memory.grow (i32.const 1)) (i32.const 16))) {CopyOld} (local.get $p)",
            ReallocPolicy.TrapsLater =>
                $"(if (i32.eq (global.get $calls) (i32.const {_callNumber})) (then unreachable)) (local.set $p (call $bump (i32.const 8) "
                    + $"(local.get $size))) {CopyOld} (local.get $p)",
            ReallocPolicy.CallsImportLater => $"(if (i32.eq (global.get $calls) (i32.const {_callNumber})) (then (drop (call $draw)))) "
                + $"(local.set $p (call $bump (i32.const 8) (local.get $size))) {CopyOld} (local.get $p)",
            ReallocPolicy.Bump or _ => $"(local.set $p (call $bump (i32.const 8) (local.get $size))) {CopyOld} (local.get $p)",
        };

    private string Place(int body) =>
        "(local.set $a "
        + Placement switch
        {
            AnswerPlacement.Heap => "(call $bump (i32.const 8) (i32.const 128))",
            AnswerPlacement.HeapAfterReset =>
                "(block (result i32) (global.set $heap (i32.const 4096)) (call $bump (i32.const 8) (i32.const 128)))",
            AnswerPlacement.EndOfMemory => Number(131072 - ActionBytes),
            AnswerPlacement.PastEnd => Number(131072 - ActionBytes + 4),
            AnswerPlacement.Unaligned => Number(Low + 2),
            AnswerPlacement.OverBody => $"(i32.and (i32.add (local.get {body}) (i32.const 3)) (i32.const -4))",
            AnswerPlacement.Low or _ => Number(Low),
        }
        + ")";

    private string Write(int headers, int body, string echo) =>
        (Answer is AnswerKind.DigestOfMemory ? "" : Clear)
        + Answer switch
        {
            AnswerKind.DigestOfCalls => Reject(
                """
                (i32.xor (i32.xor (global.get $digest) (i32.wrap_i64 (global.get $wide)))
                  (i32.xor (i32.wrap_i64 (i64.shr_u (i64.reinterpret_f64 (global.get $real)) (i64.const 40)))
                    (i32.reinterpret_f32 (global.get $single))))
                """
            ),
            AnswerKind.DigestOfMemory => $"""
                (loop $next
                  (local.set $h (i32.add (i32.mul (local.get $h) (i32.const 31)) (i32.load8_u (local.get $i))))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $next (i32.lt_u (local.get $i) (i32.shl (memory.size) (i32.const 16)))))
                {Clear} {Reject("(local.get $h)")}
                """,
            AnswerKind.Echo => Echo(headers, echo) + Body($"(local.get {body})", $"(local.get {body + 1})"),
            AnswerKind.EchoShifted => Echo(headers, echo)
                + $"(if (local.get {body + 1}) (then "
                + Body($"(i32.add (local.get {body}) (i32.const 1))", $"(i32.sub (local.get {body + 1}) (i32.const 1))")
                + "))",
            AnswerKind.Empties => Case(2)
                + string.Concat(Enumerable.Range(0, 3).Where(i => (_bytes >> i & 1) == 1).Select(i => Store(8 + (8 * i), Number(_address))))
                + Body(Number(_address), "(i32.const 0)"),
            AnswerKind.BodyOverAction => Case(2) + Body("(i32.sub (local.get $a) (i32.const 3))", Number(47)),
            AnswerKind.RandomText => Case(2)
                + $"""
                    (i32.store (i32.const 512) (i32.const {_bytes})) (i32.store (i32.const 516) (i32.const {_bytes
                        / 7})) (i32.store (i32.const 520) (i32.const 512))
                    (i32.store (i32.const 524) (i32.const {_bytes & 7})) (i32.store (i32.const 528) (i32.const {512
                        + (_bytes >> 3 & 1)})) (i32.store (i32.const 532) (i32.const {_bytes >> 4 & 3}))
                    {Store(16, Number(520))} {Store(20, Number(1))}
                    """,
            AnswerKind.RandomCase => Case(_bytes & 3)
                + $"(i32.store8 offset=4 (local.get $a) (i32.const {_bytes >> 2 & 3})) (i32.store8 offset=32 (local.get $a) "
                + $"(i32.const {_bytes >> 4 & 3}))",
            AnswerKind.RandomPointer => Case(2) + RandomPointer,
            AnswerKind.Continue or _ => "",
        };

    private string RandomPointer =>
        _field switch
        {
            0 or 1 or 2 => Store(8 + (8 * _field), Number(_address)) + Store(12 + (8 * _field), Number(_length)),
            3 => Body(Number(_address), Number(_length)),
            _ =>
                $"""
                (i32.store (i32.const {520 + (8 * (_field & 1))}) (i32.const {_address})) (i32.store (i32.const {524
                    + (8 * (_field & 1))}) (i32.const {_length}))
                {Store(8, Number(520))} {Store(12, Number(1))}
                """,
        };

    private const string Clear = "(memory.fill (local.get $a) (i32.const 0) (i32.const 44)) ";

    private const string EchoOfRequest = """
        (i32.store8 offset=4 (local.get $a) (i32.const 1)) (i32.store16 offset=6 (local.get $a) (i32.wrap_i64 (local.get 12)))
        (i32.store (i32.const 512) (local.get 0)) (i32.store (i32.const 516) (local.get 1)) (i32.store (i32.const 520) (local.get 2))
          (i32.store (i32.const 524) (local.get 3))
        (i32.store (i32.const 528) (local.get 4)) (i32.store (i32.const 532) (local.get 5)) (i32.store (i32.const 536) (local.get 10))
          (i32.store (i32.const 540) (local.get 11))
        (i32.store offset=16 (local.get $a) (i32.const 512)) (i32.store offset=20 (local.get $a) (i32.const 2))
        (i32.store offset=24 (local.get $a) (i32.const 520)) (i32.store offset=28 (local.get $a) (i32.const 3))
        """;

    private const string EchoOfResponse =
        "(i32.store8 offset=4 (local.get $a) (i32.const 1)) (i32.store16 offset=6 (local.get $a) (local.get 0))";

    private static string Echo(int headers, string rest) =>
        Case(2) + Store(8, $"(local.get {headers})") + Store(12, $"(local.get {headers + 1})") + rest;

    private static string Reject(string status) => Case(1) + $"(i32.store16 offset=4 (local.get $a) {status})";

    private static string Body(string address, string length) =>
        "(i32.store8 offset=32 (local.get $a) (i32.const 1))" + Store(36, address) + Store(40, length);

    private static string Case(int number) => $"(i32.store8 (local.get $a) (i32.const {number}))";

    private static string Store(int offset, string value) => $"(i32.store offset={offset} (local.get $a) {value})";

    private static string Number(int value) => string.Create(CultureInfo.InvariantCulture, $"(i32.const {value})");

    private string PostReturnBody =>
        PostReturn switch
        {
            PostReturnPolicy.Poisons => "(memory.fill (i32.const 0) (i32.const 0xee) (i32.shl (memory.size) (i32.const 16)))",
            PostReturnPolicy.ResetsHeap => "(global.set $heap (i32.const 4096))",
            PostReturnPolicy.Traps => "unreachable",
            PostReturnPolicy.CallsImport => "(drop (call $draw))",
            PostReturnPolicy.ChecksCall => """
                (if (i32.or (global.get $freed) (i32.ne (local.get 0) (global.get $answer))) (then unreachable))
                (global.set $freed (i32.const 1))
                """,
            PostReturnPolicy.None or PostReturnPolicy.Nothing or _ => "",
        };

    private string StartBody =>
        Start switch
        {
            StartPolicy.Writes => StartWrites,
            StartPolicy.CallsImport => $"(drop (call $draw)) {StartWrites}",
            StartPolicy.Grows => $"(i32.store (i32.shl (memory.grow (i32.const 1)) (i32.const 16)) (i32.const {_bytes})) {StartWrites}",
            StartPolicy.TriesToGrow => $"(if (i32.eq (memory.grow (i32.const 60000)) (i32.const -1)) (then {StartWrites}) "
                + "(else (global.set $digest (i32.const 5))))",
            StartPolicy.None or StartPolicy.Nothing or _ => "",
        };

    private string StartWrites =>
        $"""
            (global.set $digest (i32.const {_bytes})) (global.set $heap (i32.const 4608))
            (global.set $wide (i64.const {(long)_bytes * -7_919})) (global.set $real (f64.const {_bytes
                / 7})) (global.set $single (f32.const 1.5))
            (i32.store (i32.const 100) (i32.const {_bytes})) (memory.fill (i32.const 70000) (i32.const 7) (i32.const 500))
            (i64.store (i32.const 65532) (i64.const {_bytes}))
            """;

    /// <summary>A value, the first more often than the others.</summary>
    private static T Pick<T>(Random random, double first)
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        return random.NextDouble() < first ? values[0] : values[random.Next(values.Length)];
    }
}
