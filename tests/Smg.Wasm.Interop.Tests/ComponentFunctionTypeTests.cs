namespace Smg.Wasm.Interop.Tests;

public sealed class ComponentFunctionTypeTests : IDisposable
{
    private readonly EngineHandle _engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("""(param "a" string)""", "(param i32 i32)", null)]
    [InlineData("""(param "b" string)""", "(param i32 i32)", null)]
    [InlineData("""(param "a" u8)""", "(param i32)", "its parameter 1, 'a', has another type")]
    [InlineData("", "", "it has 0 parameters where 1 are expected")]
    [InlineData("""(param "a" string) (result u8)""", "(param i32 i32) (result i32)", "its result has another type")]
    public void Types_of_two_components_are_compared_by_their_structure(string type, string core, string? difference)
    {
        using ComponentHandle expected = Compile("""(component (import "f" (func (param "a" string))))""");
        using ComponentHandle other = Compile($"(component {Exporting(type, core)})");
        using ComponentFunctionType expectedType = ComponentFunctionType.OfImport(_engine, expected, "f")!;
        using ComponentFunctionType otherType = ComponentFunctionType.OfExport(_engine, other, "e", "f")!;
        Assert.Equal(difference, otherType.FindDifference(expectedType));
    }

    [Fact]
    public void What_is_no_function_has_no_type()
    {
        using ComponentHandle component = Compile(
            """(component (import "r" (type (sub resource))) (import "i" (instance $i (type $u u8) (export "t" (type (eq $u))))) (import "f" (func)) (export "e" (instance $i)))""");
        Assert.Null(ComponentFunctionType.OfImport(_engine, component, "r"));
        Assert.Null(ComponentFunctionType.OfImport(_engine, component, "i"));
        Assert.Null(ComponentFunctionType.OfImport(_engine, component, "none"));
        Assert.Null(ComponentFunctionType.OfExport(_engine, component, "e", "t"));
        Assert.Null(ComponentFunctionType.OfExport(_engine, component, "e", "none"));
        Assert.Null(ComponentFunctionType.OfExport(_engine, component, "none", "f"));
        Assert.Null(ComponentFunctionType.OfExport(_engine, component, "", ""));
    }

    /// <summary>A leak grows in every round, by 2.5 MB for 50 bytes a comparison; what other tests allocate meanwhile does not.</summary>
    [Fact]
    public void Comparing_leaks_nothing()
    {
        using ComponentHandle component = Compile($"""
            (component (import "t" (instance $t (type $q (record (field "a" string) (field "b" (list u8)))) (export "r" (type (eq $q)))))
              (alias export $t "r" (type $r)) (import "f" (func (param "a" $r) (result $r)))
              {Exporting("""(param "a" $r) (result $r)""", "(param i32 i32 i32 i32) (result i32)")})
            """);
        Compare(50_000);
        long smallest = long.MaxValue;
        for (int round = 0; round < 8; round++)
        {
            long before = ResidentBytes();
            Compare(50_000);
            smallest = Math.Min(smallest, ResidentBytes() - before);
        }

        Assert.InRange(smallest, long.MinValue, 1 << 20);

        static long ResidentBytes()
        {
            GC.Collect();
            return Environment.WorkingSet;
        }

        void Compare(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using ComponentFunctionType left = ComponentFunctionType.OfImport(_engine, component, "f")!;
                using ComponentFunctionType right = ComponentFunctionType.OfExport(_engine, component, "e", "f")!;
                Assert.Null(right.FindDifference(left));
            }
        }
    }

    /// <summary>An instance <c>e</c> that exports a function <c>f</c> of a type.</summary>
    private static string Exporting(string type, string core) => $"""
        (core module $m (memory (export "memory") 1) (func (export "f") {core} unreachable)
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
        (core instance $i (instantiate $m))
        (func $f {type} (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
        (instance $e (export "f" (func $f)))
        (export "e" (instance $e))
        """;

    private ComponentHandle Compile(string text)
    {
        NativeError? error = null;
        return ComponentHandle.ParseText(text, out error) is { } bytes && ComponentHandle.Compile(_engine, bytes, out error) is { } component
            ? component
            : throw new InvalidOperationException(error!.Message);
    }
}
