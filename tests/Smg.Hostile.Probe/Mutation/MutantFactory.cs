using Smg.Wasm.Fixtures;

namespace Smg.Hostile.Probe.Mutation;

/// <summary>Makes mutants, each from the seed and its own number alone.</summary>
internal sealed class MutantFactory(int seed)
{
    private const int ShareOfScripts = 6000;

    private static readonly byte[][] Bases =
    [
        .. new[]
        {
            "minimal",
            "auth",
            "echo",
            "logging",
            "rate-limit",
            "body-rewrite",
            "big-body",
            "spin",
            "storage-tenant",
            "storage-echo",
        }.Select(Load),
        .. new[] { Guests.Continues, Guests.Rejects, Guests.EchoesBody, Guests.RecursesForever }.Select(module => module.Bytes.ToArray()),
        new WatGuest { PostReturn = "", Core = "(table 4 funcref) (elem (i32.const 0) $realloc)" }.ToBytes(),
        new WatGuest
        {
            Memory = """(memory (export "memory") 1) (memory 20)""",
            Core = """(data (i32.const 5) "small") (data (memory 1) (i32.const 9) "large")""",
        }.ToBytes(),
        new StorageGuest().ToBytes(),
    ];

    private static readonly byte[][] Scripts = [Load("js-auth"), Load("js-rewrite")];

    /// <summary>The mutant of that number.</summary>
    public byte[] Make(long number)
    {
        Random random = RandomFor(number);
        if (random.Next(3) == 0)
        {
            return TextMutants.TryMake(random) is { } text ? MaybeMutate(text, random) : Mutate(Pick(Bases, random), random);
        }

        return Mutate(Pick(random.Next(ShareOfScripts) == 0 ? Scripts : Bases, random), random);
    }

    /// <summary>Numbers that belong to that mutant; two calls give the same.</summary>
    public Random RandomFor(long number) => new(HashCode(seed, number));

    private static byte[] MaybeMutate(byte[] bytes, Random random) => random.Next(3) == 0 ? Mutate(bytes, random) : bytes;

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        WasmBinary binary = WasmBinary.Parse(bytes);
        for (int i = 1 + Math.Min(random.Next(6), random.Next(4)); i > 0; i--)
        {
            MutateOnce(binary, random);
        }

        return MutateWhole(binary.ToBytes(), random);
    }

    private static void MutateOnce(WasmBinary root, Random random)
    {
        WasmBinary[] all = [.. root.All()];
        WasmBinary binary = all[random.Next(all.Length)];
        if (random.Next(5) == 0)
        {
            StructureMutations.Mutate(binary, WasmBinary.Parse(Pick(Bases, random)), random);
            return;
        }

        WasmSection[] code =
        [
            .. all.Where(one => !one.IsComponent).SelectMany(one => one.Sections).Where(section => section.Id == WasmSection.Code),
        ];
        if (code.Length > 0 && random.Next(2) == 0)
        {
            CodeMutations.Mutate(code[random.Next(code.Length)], random);
            return;
        }

        WasmSection[] plain = [.. binary.Sections.Where(section => section.Nested is null)];
        if (plain.Length > 0)
        {
            ContentMutations.Mutate(plain[random.Next(plain.Length)], random);
        }
    }

    /// <summary>Now and then, a blind change of the whole.</summary>
    private static byte[] MutateWhole(byte[] bytes, Random random)
    {
        switch (random.Next(40))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            default:
                return bytes;
        }
    }

    private static byte[] Load(string name) => BuiltGuests.Load(name).Bytes.ToArray();

    private static byte[] Pick(byte[][] choices, Random random) => choices[random.Next(choices.Length)];

    /// <summary>Mixes the bits, the same in every process; <see cref="System.HashCode"/> is not.</summary>
    private static int HashCode(int seed, long number)
    {
        ulong mixed = ((ulong)(uint)seed << 32) ^ ((ulong)number * 0x9e3779b97f4a7c15);
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (int)(mixed ^ (mixed >> 31));
    }
}
