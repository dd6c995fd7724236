using System.Globalization;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>FNV-1a of 32 bits, which a guest computes in a few instructions.</summary>
internal static class BodyHash
{
    /// <summary>
    /// The guest's functions: <c>$hash</c> of a block of memory, and <c>$hex</c>, which writes eight digits to an address.
    /// </summary>
    public const string Guest = """
        (func $hash (param $p i32) (param $n i32) (result i32) (local $h i32) (local $end i32)
            (local.set $h (i32.const 0x811c9dc5))
            (local.set $end (i32.add (local.get $p) (local.get $n)))
            (block $done (loop $next
                (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
                (local.set $h (i32.mul (i32.xor (local.get $h) (i32.load8_u (local.get $p))) (i32.const 0x01000193)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (br $next)))
            (local.get $h))
        (func $hex (param $at i32) (param $h i32) (local $i i32) (local $d i32)
            (loop $next
                (local.set $d (i32.and (i32.shr_u (local.get $h) (i32.sub (i32.const 28) (i32.shl (local.get $i) (i32.const 2))))
                  (i32.const 15)))
                (i32.store8 (i32.add (local.get $at) (local.get $i)) (i32.add (local.get $d) (select (i32.const 87) (i32.const 48)
                  (i32.gt_u (local.get $d) (i32.const 9)))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $next (i32.lt_u (local.get $i) (i32.const 8)))))
        """;

    /// <summary>Eight hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        uint hash = 0x811c9dc5;
        foreach (byte value in body)
        {
            hash = unchecked((hash ^ value) * 0x01000193);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
