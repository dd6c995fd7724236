namespace Smg.Wasm.Interop.Tests;

public sealed class ComponentFunctionTypeTests : IDisposable
{
    private readonly EngineHandle _engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("""(param "a" string)""", "(param i32 i32)", null)]
    [InlineData("""(param "b" string)""", "(param i32 i32)", null)]
    [InlineData("""(param "a" u8)""", "(param i32)", "its parameter 'a' is u8, expected string")]
    [InlineData("", "", "it has 0 parameters, expected 1")]
    [InlineData("""(param "a" string) (result u8)""", "(param i32 i32) (result i32)", "it has a result, expected none")]
    public void Types_of_two_components_are_compared_by_their_structure(string type, string core, string? difference)
    {
        using ComponentHandle expected = Compile("""(component (import "f" (func (param "a" string))))""");
        using ComponentHandle other = Compile($"(component {Exporting(type, core)})");
        Assert.Equal(difference, OfExport(other).FindDifference(OfImport(expected)));
    }

    [Theory]
    [InlineData(
        "(record (field \"a\" u8) (field \"b\" u8))",
        "(record (field \"a\" u8) (field \"c\" u8))",
        "field 2 of its parameter 'p' is 'c', expected 'b'"
    )]
    [InlineData("(record (field \"a\" u8) (field \"b\" u8))", "(record (field \"a\" u8))", "its parameter 'p' lacks the field 'b'")]
    [InlineData(
        "(record (field \"a\" u8))",
        "(record (field \"a\" u8) (field \"b\" u8))",
        "its parameter 'p' has the unexpected field 'b'"
    )]
    [InlineData(
        "(record (field \"a\" (list u8)))",
        "(record (field \"a\" (list u16)))",
        "the value of field 'a' of its parameter 'p' is u16, expected u8"
    )]
    [InlineData("(variant (case \"a\" u8))", "(variant (case \"a\"))", "case 'a' of its parameter 'p' has no value, expected u8")]
    [InlineData("(variant (case \"a\"))", "(variant (case \"a\" u8))", "case 'a' of its parameter 'p' has a value, u8, expected none")]
    [InlineData("(enum \"a\" \"b\")", "(enum \"b\" \"a\")", "case 1 of its parameter 'p' is 'b', expected 'a'")]
    [InlineData("(flags \"a\")", "(flags \"a\" \"b\")", "its parameter 'p' has the unexpected field 'b'")]
    [InlineData("(tuple u8 u16)", "(tuple u8 u32)", "value 2 of its parameter 'p' is u32, expected u16")]
    [InlineData("(tuple u8 u16)", "(tuple u8)", "its parameter 'p' is tuple<u8>, expected tuple<u8, u16>")]
    [InlineData("(option char)", "(option bool)", "the value of its parameter 'p' is bool, expected char")]
    [InlineData("(result u8 (error u8))", "(result u8)", "its parameter 'p' is result<u8>, expected result<u8, u8>")]
    [InlineData("(result)", "(result (error string))", "its parameter 'p' is result<_, string>, expected result")]
    public void A_difference_names_the_field_or_the_case(string wanted, string found, string difference)
    {
        using ComponentHandle left = Compile(Importing(wanted));
        using ComponentHandle right = Compile(Importing(found));
        Assert.Equal(difference, OfImport(right).FindDifference(OfImport(left)));
        Assert.Null(OfImport(right).FindDifference(OfImport(right)));

        static string Importing(string type) =>
            $"""(component (import "t" (instance $t (type $q {type}) (export "q" (type (eq $q))))) (alias export $t "q" (type $q)) """
            + """(import "f" (func (param "p" $q))))""";
    }

    /// <summary>15 records, each of two of the one before: 32,768 types in a small component.</summary>
    [Fact]
    public void A_type_that_shares_its_parts_is_read_up_to_a_bound()
    {
        System.Text.StringBuilder types = new("(type $r0 (record (field \"a\" u8))) (export \"r0\" (type $e0 (eq $r0)))");
        for (int i = 1; i < 15; i++)
        {
            types.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"(type $r{i} (record (field \"a\" $e{i - 1}) (field \"b\" $e{i - 1}))) (export \"r{i}\" (type $e{i} (eq $r{i})))"
            );
        }

        using ComponentHandle component = Compile(
            $"""(component (import "t" (instance $t {types})) (alias export $t "r14" (type $q)) (import "f" (func (param "p" $q))))"""
        );
        using ComponentHandle wanted = Compile("""(component (import "f" (func (param "p" u8))))""");
        Assert.StartsWith(
            "its parameter 'p' is record{a: record{a: ",
            OfImport(component).FindDifference(OfImport(wanted)),
            StringComparison.Ordinal
        );
        Assert.InRange(OfImport(component).ToString().Length, 1000, 100_000);
    }

    [Fact]
    public void What_is_no_function_has_no_type()
    {
        using ComponentHandle component = Compile(
            """(component (import "r" (type (sub resource))) (import "i" (instance $i (type $u u8) (export "t" (type (eq $u))))) """
                + """(import "f" (func)) (export "e" (instance $i)))"""
        );
        IReadOnlyList<ComponentMember> imports = ComponentMember.ImportsOf(component);
        Assert.Equal(
            [("r", ComponentItemKind.Resource), ("i", ComponentItemKind.Instance), ("f", ComponentItemKind.Function)],
            imports.Select(import => (import.Name, import.Kind))
        );
        Assert.Null(imports[0].Function);
        Assert.Null(imports[1].Function);
        Assert.Equal("func()", imports[2].Function?.ToString());
        Assert.Null(Assert.Single(ComponentMember.ExportOf(component, "e")!.Members).Function);
        Assert.Null(ComponentMember.ExportOf(component, "none"));
        Assert.Null(ComponentMember.ExportOf(component, ""));
    }

    /// <summary>A leak grows in every round, by 2.5 MB for 50 bytes a comparison; what other tests allocate meanwhile does not.</summary>
    [Fact]
    public void Comparing_leaks_nothing()
    {
        const long Allowed = 1 << 20;
        using ComponentHandle component = Compile(
            $"""
            (component (import "t" (instance $t (type $q (record (field "a" string) (field "b" (list u8)))) (export "r" (type (eq $q)))))
              (alias export $t "r" (type $r)) (import "f" (func (param "a" $r) (result $r)))
              {Exporting("""(param "a" $r) (result $r)""", "(param i32 i32 i32 i32) (result i32)")})
            """
        );
        Compare(50_000);
        long smallest = long.MaxValue;
        for (int round = 0; round < 8 && smallest > Allowed; round++)
        {
            long before = ResidentBytes();
            Compare(50_000);
            smallest = Math.Min(smallest, ResidentBytes() - before);
        }

        Assert.InRange(smallest, long.MinValue, Allowed);

        static long ResidentBytes()
        {
            GC.Collect();
            return Environment.WorkingSet;
        }

        void Compare(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Assert.Null(OfExport(component).FindDifference(OfImport(component)));
            }
        }
    }

    /// <summary>An instance <c>e</c> that exports a function <c>f</c> of a type.</summary>
    private static string Exporting(string type, string core) =>
        $"""
            (core module $m (memory (export "memory") 1) (func (export "f") {core} unreachable)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func $f {type} (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (instance $e (export "f" (func $f)))
            (export "e" (instance $e))
            """;

    private static ComponentFunctionType OfImport(ComponentHandle component) =>
        ComponentMember.ImportsOf(component).Single(import => import.Name == "f").Function!;

    private static ComponentFunctionType OfExport(ComponentHandle component) =>
        ComponentMember.ExportOf(component, "e")!.Members.Single(member => member.Name == "f").Function!;

    private ComponentHandle Compile(string text)
    {
        NativeError? error = null;
        return
            ComponentHandle.ParseText(text, out error) is { } bytes && ComponentHandle.Compile(_engine, bytes, out error) is { } component
            ? component
            : throw new InvalidOperationException(error!.Message);
    }
}
