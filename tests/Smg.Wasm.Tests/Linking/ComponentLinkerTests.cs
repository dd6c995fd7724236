using CsCheck;
using Smg.Wasm.Components;
using Smg.Wasm.Linking;

namespace Smg.Wasm.Tests.Linking;

public sealed class ComponentLinkerTests : IDisposable
{
    private const string Probe = """(func (export "probe") (result u64) (canon lift (core func $i "probe")))""";

    /// <summary>A program and a library that it loads, as toolchains write them, and the module that initialises both.</summary>
    private const string SharedLibrary = """
        (component
          (type $r (resource (rep i32)))
          (core module $shim
            (table (export "$imports") 1 funcref)
            (func (export "0") (param i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))))
          (core module $main
            (memory (export "memory") 2)
            (table (export "__indirect_function_table") 5 funcref)
            (global (export "__memory_base") i32 (i32.const 1024))
            (global (export "__table_base") i32 (i32.const 1))
            (global (export "__stack_pointer") (mut i32) (i32.const 65536))
            (global (export "GOT.answer") (mut i32) (i32.const 1040)))
          (core module $library
            (import "env" "memory" (memory 1))
            (import "env" "__indirect_function_table" (table 3 funcref))
            (import "env" "__memory_base" (global $base i32))
            (import "env" "__table_base" (global $table i32))
            (import "env" "__stack_pointer" (global $stack (mut i32)))
            (import "GOT.mem" "answer" (global $answer (mut i32)))
            (import "env" "0" (func $outside (param i32) (result i32)))
            (global $text (export "text") i32 (i32.add (global.get $base) (i32.const 16)))
            (elem (global.get $table) func $f $f $g)
            (data (global.get $base) "0123456789abcdefghijklmnop")
            (func $f (param i32) (result i32) (i32.load8_u (i32.add (local.get 0) (global.get $text))))
            (func $g (param i32) (result i32) (i32.load8_u (i32.add (local.get 0) (global.get $answer))))
            (func (export "probe") (result i64) (local $h i64)
              (global.set $stack (i32.sub (global.get $stack) (i32.const 16)))
              (local.set $h (i64.extend_i32_u (call_indirect (param i32) (result i32) (i32.const 2) (i32.const 1))))
              (local.set $h (i64.or (i64.shl (local.get $h) (i64.const 8))
                (i64.extend_i32_u (call_indirect (param i32) (result i32) (i32.const 3) (i32.const 3)))))
              (i64.or (i64.shl (local.get $h) (i64.const 32)) (i64.extend_i32_u (call $outside (i32.const 7))))))
          (core module $fixup
            (import "" "$imports" (table 1 funcref)) (import "" "0" (func (param i32) (result i32)))
            (elem (i32.const 0) func 0))
          (core module $init
            (import "env" "__indirect_function_table" (table 0 funcref)) (import "lib" "probe" (func $f (result i64)))
            (elem (i32.const 4) func $f))
          (core instance $s (instantiate $shim))
          (core instance $m (instantiate $main))
          (core instance $i (instantiate $library
            (with "env" (instance
              (export "memory" (memory $m "memory")) (export "__indirect_function_table" (table $m "__indirect_function_table"))
              (export "__memory_base" (global $m "__memory_base")) (export "__table_base" (global $m "__table_base"))
              (export "__stack_pointer" (global $m "__stack_pointer")) (export "0" (func $s "0"))))
            (with "GOT.mem" (instance (export "answer" (global $m "GOT.answer"))))))
          (func $lifted (param "a" u32) (result u32) (canon lift (core func $s "0")))
          (core func $new (canon resource.new $r))
          (core instance (instantiate $fixup (with "" (instance (export "$imports" (table $s "$imports")) (export "0" (func $new))))))
          (core instance (instantiate $init (with "env" (instance $m)) (with "lib" (instance $i))))
          (func (export "probe") (result u64) (canon lift (core func $i "probe"))))
        """;

    private readonly ComponentRunner _runner = new();

    public void Dispose() => _runner.Dispose();

    [Fact]
    public void A_shared_library_becomes_one_module_with_its_program_and_their_shims()
    {
        byte[] written = WatGuest.Parse(SharedLibrary);
        byte[] linked = ComponentLinker.Link(written).Linked!;
        Assert.Equal(5, LinkLevel.CountModuleInstances(written));
        Assert.Equal(2, LinkLevel.CountModuleInstances(linked));
        Assert.Equal(_runner.Run(written, ["probe", "probe"]), _runner.Run(linked, ["probe", "probe"]));
        Assert.DoesNotContain(':', _runner.Run(linked, ["probe"]));
    }

    /// <summary>What the engine initialises ahead of time: tables and memories of the module itself, at constant places.</summary>
    [Fact]
    public void The_segments_of_a_linked_library_have_constant_offsets_into_its_own_table_and_memory()
    {
        LinkLevel level = LinkLevel.Read(ComponentLinker.Link(WatGuest.Parse(SharedLibrary)).Linked!);
        LevelInstance instance = level.Instances.First(instance => instance.Module is not null);
        CoreModule module = instance.Module!;
        Assert.DoesNotContain(instance.ModuleImports, import => import.Space != CoreSpace.Function);
        Assert.All(CoreElements.Read(module.Section(CoreSectionId.Element)), segment => Assert.True(IsConstant(segment.Offset)));
        Assert.All(CoreData.Read(module.Section(CoreSectionId.Data)), segment => Assert.True(IsConstant(segment.Offset)));

        // An address that no code sets is a constant in code too.
        Assert.Equal(0, CountGets(module, global: 5));
    }

    /// <summary>A part of a component, how many instances stay of two or more, and why.</summary>
    public static TheoryData<string, string, string?> PartsThatStay =>
        new()
        {
            {
                "a module that is instantiated twice",
                """
                    (core module $m (global $g (mut i64) (i64.const 1)) (func (export "probe") (result i64) (global.get $g)))
                    (core instance $i (instantiate $m)) (core instance (instantiate $m))
                    """,
                "no two of its core modules can be instantiated at once"
            },
            {
                "a type that is not of a function",
                """
                    (core module $a (type (struct)) (func (export "f")))
                    (core module $m (import "a" "f" (func)) (func (export "probe") (result i64) (i64.const 1)))
                    (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "a" (instance $a))))
                    """,
                "a core module has a type that is not of a function"
            },
            {
                "an unknown instruction",
                """
                    (core module $a (func (export "f") (drop (ref.i31 (i32.const 1)))))
                    (core module $m (import "a" "f" (func)) (func (export "probe") (result i64) (i64.const 1)))
                    (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "a" (instance $a))))
                    """,
                "it has the unknown instruction fb"
            },
            {
                "a start function that sees what the next module writes",
                """
                    (core module $a (memory (export "m") 1) (global (export "g") (mut i64) (i64.const 0))
                      (func $s (i64.store (i32.const 8) (i64.load (i32.const 0)))) (start $s))
                    (core module $m (import "a" "m" (memory 1)) (data (i32.const 0) "\01")
                      (func (export "probe") (result i64) (i64.load (i32.const 8))))
                    (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "a" (instance $a))))
                    """,
                "no two of its core modules can be instantiated at once"
            },
            {
                "a constant of a global that is set when it is made",
                """
                    (core module $a (import "x" "g" (global $g i32)) (global (export "h") i32 (global.get $g)))
                    (core module $m (import "a" "h" (global $h i32)) (memory 1) (data (global.get $h) "\02")
                      (func (export "probe") (result i64) (i64.load (i32.const 5))))
                    (core module $x (global (export "g") i32 (i32.const 5)))
                    (core instance $x (instantiate $x))
                    (core instance $x2 (instantiate $x))
                    (core instance $a (instantiate $a (with "x" (instance $x)))) (core instance $i (instantiate $m (with "a"
                      (instance $a))))
                    """,
                "a core module has a constant of a global whose value is not known"
            },
            {
                "a nested component that takes a core module of the one around it",
                """
                    (core module $a (func (export "f")))
                    (core module $m (import "a" "f" (func)) (func (export "probe") (result i64) (i64.const 3)))
                    (component $n (alias outer 1 $a (core module $b)) (core instance (instantiate $b)))
                    (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "a" (instance $a))))
                    """,
                "a nested component takes core modules of the one around it"
            },
        };

    [Theory]
    [MemberData(nameof(PartsThatStay))]
    public void A_component_stays_as_it_is_written_where_it_has(string reason, string parts, string? obstacle)
    {
        byte[] written = WatGuest.Parse(
            $"(component $around {parts.Replace("outer 1", "outer $around", StringComparison.Ordinal)} {Probe})"
        );
        LinkOutcome outcome = ComponentLinker.Link(written);
        Assert.True(outcome.Linked is null, reason);
        Assert.Equal(obstacle, outcome.Obstacle);
        Assert.DoesNotContain(':', _runner.Run(written, ["probe"]));
    }

    [Theory]
    [InlineData("function", """(func (export "x") (param i32))""", """(func)""")]
    [InlineData("global", """(global (export "x") i32 (i32.const 1))""", "(global i64)")]
    [InlineData("mutability", """(global (export "x") i32 (i32.const 1))""", "(global (mut i32))")]
    [InlineData("memory", """(memory (export "x") 1)""", "(memory 2)")]
    [InlineData("limit", """(memory (export "x") 1)""", "(memory 1 2)")]
    [InlineData("table", """(table (export "x") 1 funcref)""", "(table 1 externref)")]
    public void A_component_that_the_engine_refuses_for_an_import_is_not_linked(string what, string export, string import)
    {
        string text = $"""
            (component
              (core module $a {export})
              (core module $m (import "a" "x" {import}) (func (export "probe") (result i64) (i64.const 1)))
              (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "a" (instance $a)))) {Probe})
            """;
        byte[] written = WatGuest.Parse(text);
        LinkOutcome outcome = ComponentLinker.Link(written);
        Assert.True(outcome.Linked is null, what);
        Assert.Equal("the import 'a' 'x' of a core module has another type than the item passed for it", outcome.Obstacle);
        Assert.StartsWith("compile:", _runner.Run(written, ["probe"]), StringComparison.Ordinal);
    }

    /// <summary>What nobody makes is not worth the memory that linking it would take; the engine refuses most of it.</summary>
    [Theory]
    [InlineData(600, 1, 10, "it has more than 512 core instances")]
    [InlineData(500, 500, 10, "it has more than 200000 imports and exports of core instances")]
    [InlineData(1, 1, 1 << 20, "it has more than 1048576 bytes in one function")]
    public void A_component_beyond_any_that_toolchains_make_is_not_linked(int instances, int exports, int codeBytes, string obstacle)
    {
        string names = string.Concat(Enumerable.Range(0, exports).Select(i => $"(export \"e{i}\" (func $f))"));
        string text = string.Concat(Enumerable.Range(0, instances).Select(_ => "(core instance (instantiate $m))"));
        byte[] component = WatGuest.Parse(
            $"""
            (component
              (core module $m (func $f {string.Concat(Enumerable.Repeat("nop ", codeBytes))}) {names})
              (core module $n (func (export "g")))
              (core instance (instantiate $n)) {text})
            """
        );
        Assert.Equal(new LinkOutcome(null, obstacle), ComponentLinker.Link(component));
    }

    [Fact]
    public void A_component_of_one_module_has_nothing_to_link() =>
        Assert.Equal(new LinkOutcome(null, null), ComponentLinker.Link(BuiltGuests.Load("auth").Memory));

    /// <summary>Start functions run in the order of the modules, and between them the memory is as each has left it.</summary>
    [Fact]
    public void Start_functions_of_linked_modules_run_in_their_order()
    {
        byte[] written = WatGuest.Parse(
            $"""
            (component
              (core module $a (memory (export "m") 1) (func $s (i64.store (i32.const 0) (i64.const 5))) (start $s))
              (core module $b (import "a" "m" (memory 1))
                (func $s (i64.store (i32.const 0) (i64.mul (i64.load (i32.const 0)) (i64.const 7)))) (start $s))
              (core module $m (import "a" "m" (memory 1)) (memory $own 1) (data (memory $own) (i32.const 8) "\01")
                (func $s (i64.store (i32.const 0) (i64.add (i64.load (i32.const 0)) (i64.load8_u $own (i32.const 8))))) (start $s)
                (func (export "probe") (result i64) (i64.load (i32.const 0))))
              (core instance $a (instantiate $a))
              (core instance (instantiate $b (with "a" (instance $a))))
              (core instance $i (instantiate $m (with "a" (instance $a))))
              {Probe})
            """
        );
        byte[] linked = ComponentLinker.Link(written).Linked!;
        Assert.Equal(1, LinkLevel.CountModuleInstances(linked));
        Assert.Equal("24", _runner.Run(written, ["probe"]));
        Assert.Equal("24", _runner.Run(linked, ["probe"]));
    }

    /// <summary>Core instances of all levels, as written and linked.</summary>
    public static TheoryData<string, int, int> RealGuests => new() { { "js-auth", 13, 5 }, { "js-rewrite", 9, 3 } };

    [Theory]
    [MemberData(nameof(RealGuests))]
    public void A_guest_of_a_real_toolchain_consists_of_fewer_instances(string name, int before, int after)
    {
        byte[] written = BuiltGuests.Load(name).Bytes.ToArray();
        LinkOutcome outcome = ComponentLinker.Link(written);
        Assert.Equal((before, after), (CountAll(written), CountAll(outcome.Linked!)));
    }

    [Fact]
    public void Every_truncation_of_a_component_is_left_without_an_exception()
    {
        byte[] component = WatGuest.Parse(SharedLibrary);
        for (int length = 0; length < component.Length; length++)
        {
            _ = ComponentLinker.Link(component.AsMemory(0, length));
        }
    }

    /// <summary>The linker meets any bytes before the validator does.</summary>
    [Fact]
    public void A_component_with_any_byte_changed_is_linked_or_left_without_an_exception()
    {
        byte[] component = WatGuest.Parse(SharedLibrary);
        Gen.Select(Gen.Int[8, component.Length - 1], Gen.Byte)
            .Sample(
                change =>
                {
                    byte[] changed = [.. component];
                    changed[change.Item1] = change.Item2;
                    _ = ComponentLinker.Link(changed);
                },
                iter: 20_000
            );
    }

    private static int CountAll(byte[] component)
    {
        int count = LinkLevel.CountModuleInstances(component);
        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(component);
        for (int i = 0; i < spaces.ComponentSections.Count; i++)
        {
            count += spaces.ComponentSections[i] is null ? 0 : CountAll(spaces.Nested(component, (uint)i).ToArray());
        }

        return count;
    }

    private static bool IsConstant(ConstantExpression? offset) => offset is null or { Steps: [{ Code: 0x41 }] };

    private static int CountGets(CoreModule module, uint global)
    {
        List<CoreOperand> operands = [];
        ComponentReader reader = new(module.Section(CoreSectionId.Code).Span);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            CoreInstructions.FindOperands(reader.ReadBytes(reader.ReadU32()), operands);
        }

        return operands.Count(operand => operand is { Space: CoreSpace.Global, Code: 0x23 } && operand.Index == global);
    }
}
