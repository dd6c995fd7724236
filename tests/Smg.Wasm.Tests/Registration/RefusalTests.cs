using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

/// <summary>What a refusal says: what was wanted, what was found, and what its author can do.</summary>
[Trait("Category", "Hostile")]
public sealed class RefusalTests
{
    private const string Interface = "smg:gateway/middleware-on-request";
    private const string Export = $"""(export "{Interface}" (instance $req))""";

    public static TheoryData<string, string, string[]> Exports =>
        new()
        {
            {
                "a version",
                """(export "smg:gateway/middleware-on-request@0.1.0" (instance $req))""",
                [
                    $"expected the interface '{Interface}' without a version",
                    $"'{Interface}@0.1.0'",
                    "write 'package smg:gateway;' without '@0.1.0'",
                ]
            },
            {
                "a bare function",
                """(export "on-request" (func $on-request))""",
                [$"expected the interface '{Interface}'", "a bare function of that name", "write 'export middleware-on-request;'"]
            },
            {
                "another attach point",
                """(export "smg:gateway/middleware-on-response" (instance $req))""",
                [$"expected the interface '{Interface}'", "it exports 'smg:gateway/middleware-on-response'", "register it at OnResponse"]
            },
            {
                "another package",
                """(export "acme:gateway/middleware-on-request" (instance $req))""",
                [$"expected the interface '{Interface}'", "it exports 'acme:gateway/middleware-on-request'"]
            },
            { "nothing", "", [$"expected the interface '{Interface}'", "it exports nothing"] },
            {
                "a function for an interface",
                """(export "smg:gateway/middleware-on-request" (func $on-request))""",
                ["is a function, expected an interface"]
            },
            {
                "an interface without the function",
                """(instance $other (export "on-req" (func $on-request))) (export "smg:gateway/middleware-on-request" (instance $other))""",
                [$"'on-request' in '{Interface}'", "the interface has 'on-req'"]
            },
            {
                "an empty interface",
                """(instance $other) (export "smg:gateway/middleware-on-request" (instance $other))""",
                ["the interface is empty"]
            },
        };

    public static TheoryData<string, string, string[]> Imports =>
        new()
        {
            {
                "HTTP",
                """(import "wasi:http/outgoing-handler@0.2.0" (instance (export "handle" (func))))""",
                ["'wasi:http/outgoing-handler@0.2.0' with the function 'handle'", "WASI 0.2 without HTTP", "--disable http", "--stub-wasi"]
            },
            {
                "a resource of HTTP",
                """(import "wasi:http/types@0.2.3" (instance (export "fields" (type (sub resource)))))""",
                ["'wasi:http/types@0.2.3' with the resource 'fields'", "--stub-wasi"]
            },
            {
                "a release candidate",
                """(import "wasi:clocks/monotonic-clock@0.2.0-rc-2023-11-10" (instance (export "now" (func (result u64)))))""",
                ["'wasi:clocks/monotonic-clock@0.2.12'", "not for a release candidate"]
            },
            {
                "no version",
                """(import "wasi:clocks/monotonic-clock" (instance (export "now" (func (result u64)))))""",
                ["without a version", "'wasi:clocks/monotonic-clock@0.2.12'"]
            },
            {
                "WASI 0.3",
                """(import "wasi:clocks/monotonic-clock@0.3.0" (instance (export "now" (func (result u64)))))""",
                ["'wasi:clocks/monotonic-clock@0.3.0'", "every other release 0.2"]
            },
            {
                "a function that an interface lacks",
                """(import "wasi:clocks/monotonic-clock@0.2.0" (instance (export "tomorrow" (func (result u64)))))""",
                ["the function 'tomorrow' of 'wasi:clocks/monotonic-clock@0.2.0'", "the interface has 'now', 'resolution'"]
            },
            {
                "an interface of WASI that is not offered",
                """(import "wasi:keyvalue/store@0.2.0" (instance (export "open" (func))))""",
                ["'wasi:keyvalue/store@0.2.0' with the function 'open'", "build the guest against WASI 0.2: cli, clocks"]
            },
            {
                "an interface of another",
                """(import "acme:log/log" (instance (export "write" (func))))""",
                ["'acme:log/log' with the function 'write'", "wac plug"]
            },
            { "a bare function", """(import "now" (func (result u64)))""", ["imports the function 'now'"] },
            {
                "another result",
                """(import "wasi:clocks/monotonic-clock@0.2.0" (instance (export "now" (func (result u32)))))""",
                ["'now' of 'wasi:clocks/monotonic-clock@0.2.0' as func() -> u32", "in WASI 0.2 it is func() -> u64"]
            },
            {
                "another parameter",
                """(import "wasi:random/random@0.2.0" (instance """
                    + """(export "get-random-bytes" (func (param "len" u32) (result (list u8))))))""",
                ["as func(u32) -> list<u8>", "it is func(u64) -> list<u8>"]
            },
            {
                "no result",
                """(import "wasi:cli/environment@0.2.3" (instance (export "get-arguments" (func))))""",
                ["as func(),", "it is func() -> list<string>"]
            },
            {
                "another field",
                """(import "wasi:clocks/wall-clock@0.2.0" (instance (type $d (record (field "seconds" u64) (field "nanos" u32))) """
                    + """(export "datetime" (type $t (eq $d))) (export "now" (func (result $t)))))""",
                ["nanos", "it is func() -> record{seconds: u64, nanoseconds: u32}"]
            },
        };

    public static TheoryData<string, string, string[]> Proposals =>
        new()
        {
            { "threads", "(memory $shared 1 1 shared)", ["the threads proposal", "build the guest for one thread"] },
            { "custom page sizes", "(memory $small 1 (pagesize 1))", ["custom page sizes", "pages of 64 KiB"] },
            { "stack switching", "(type $f (func)) (type $c (cont $f))", ["stack switching", "without continuations"] },
        };

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task An_export_that_is_nearly_right_is_named(string kind, string export, string[] texts)
    {
        Assert.NotEmpty(kind);
        byte[] bytes = WatGuest.Parse(new WatGuest().ToText().Replace(Export, export, StringComparison.Ordinal));
        await Refused(bytes, RegistrationStage.Exports, RegistrationError.AttachPointNotExported, texts);
    }

    [Theory]
    [MemberData(nameof(Imports))]
    public async Task An_import_that_the_host_does_not_offer_so_is_named(string kind, string import, string[] texts) =>
        await Refused(
            new WatGuest { Component = import }.ToBytes(),
            RegistrationStage.Imports,
            kind is "another result" or "another parameter" or "no result" or "another field"
                ? RegistrationError.ImportTypeInvalid
                : RegistrationError.ImportMissing,
            texts
        );

    /// <summary>The same where the imports are the component's first sections, as tools write them: before anything is compiled.</summary>
    [Theory]
    [MemberData(nameof(Imports))]
    public async Task A_leading_import_that_the_host_does_not_offer_so_is_named_before_the_compile(
        string kind,
        string import,
        string[] texts
    )
    {
        byte[] bytes = WatGuest.Parse(new WatGuest().ToText().Replace("(component", $"(component {import}", StringComparison.Ordinal));
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(ManagerFixture.At("a"), bytes);
        Assert.All(texts, text => Assert.Contains(text, result.Message, StringComparison.Ordinal));
        Assert.Equal(RegistrationStage.Imports, result.Stage);

        // What a resource is only an instance shows.
        Assert.Equal(kind == "a resource of HTTP" ? 1 : 0, Math.Min(fixture.Runtime.CompileCount, 1));
    }

    [Theory]
    [MemberData(nameof(Proposals))]
    public async Task A_proposal_that_is_switched_off_is_named(string kind, string core, string[] texts)
    {
        Assert.NotEmpty(kind);
        RegistrationResult result = await Refused(
            new WatGuest { Core = core }.ToBytes(),
            RegistrationStage.Compile,
            RegistrationError.CompileFailed,
            texts
        );
        Assert.DoesNotContain("core module", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_async_function_is_named_as_the_proposal_that_it_needs()
    {
        byte[] bytes = WatGuest.Parse(
            new WatGuest()
                .ToText()
                .Replace(
                    """(realloc (core func $i "realloc")) )""",
                    """(realloc (core func $i "realloc")) async)""",
                    StringComparison.Ordinal
                )
        );
        await Refused(
            bytes,
            RegistrationStage.Compile,
            RegistrationError.CompileFailed,
            ["component-model async", "export and import plain functions"]
        );
    }

    [Theory]
    [InlineData("(memory 1)", 40, RegistrationError.MemoryLimit, "memories: the limit is fixed")]
    [InlineData("(table 1 funcref)", 60, RegistrationError.TableLimit, "tables: the limit is fixed")]
    public async Task A_count_that_no_option_raises_gets_no_advice_to_raise_one(
        string what,
        int count,
        RegistrationError error,
        string advice
    )
    {
        foreach (bool pooling in (bool[])[true, false])
        {
            WasmRuntimeOptions options = ManagerFixture.Options with { Pooling = pooling };
            byte[] bytes = new WatGuest { Core = string.Concat(Enumerable.Repeat(what, count)) }.ToBytes();
            RegistrationResult result = await Refused(
                bytes,
                pooling ? RegistrationStage.Compile : RegistrationStage.Imports,
                error,
                [advice],
                options
            );
            Assert.DoesNotContain("or raise", result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_memory_above_the_limit_is_told_in_pages_with_its_option() =>
        await Refused(
            new WatGuest { Memory = """(memory (export "memory") 1025)""" }.ToBytes(),
            RegistrationStage.Compile,
            RegistrationError.MemoryLimit,
            ["1025 pages of 64 KiB where MaxMemoryPages is 1024", "raise MaxMemoryPages"]
        );

    /// <summary>38 core instances are what a Python guest with stubbed WASI has.</summary>
    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task A_component_of_64_core_instances_registers_and_answers(CallPath path)
    {
        string instances = string.Concat(Enumerable.Range(0, 63).Select(i => $"""(core instance $x{i} (instantiate $x))"""));
        byte[] bytes = new WatGuest
        {
            OnRequest = Guests.Reject(451),
            Component =
                """(core module $x (table 10 funcref) (func (export "f")))"""
                + instances.Replace("$x))", "$empty))", StringComparison.Ordinal).Insert(0, "(core module $empty)"),
        }.ToBytes();
        using ManagerFixture fixture = new(new WasmRuntimeOptions { CallPath = path });
        RegistrationResult result = await fixture.Register(ManagerFixture.At("many"), bytes);
        Assert.True(result.Succeeded, result.Message);
        ExecutionResult answer = await fixture.Runtime.ExecuteAsync(result.Module.Module, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(new RejectAction(451), answer.Answer);
    }

    [Fact]
    public async Task A_large_component_without_the_interface_is_not_compiled()
    {
        byte[] large = new WatGuest
        {
            Core = $"(data (i32.const 8192) \"{new string('x', 5_000_000)}\")",
            Memory = """(memory (export "memory") 100)""",
        }.ToBytes();
        byte[] bytes = WatGuest.Parse(new WatGuest().ToText().Replace(Export, "", StringComparison.Ordinal));
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(ManagerFixture.At("a", AttachPoint.OnResponse), large);
        Assert.Equal(RegistrationStage.Exports, result.Stage);
        Assert.Equal(RegistrationStage.Exports, (await fixture.Register(ManagerFixture.At("b"), bytes)).Stage);
        Assert.Equal(0, fixture.Runtime.CompileCount);
    }

    /// <summary>Names of a component reach logs and answers of the admin API.</summary>
    [Theory]
    [InlineData("""(import "acme:log/{0}" (instance (export "write" (func))))""", "")]
    [InlineData("""(import "wasi:clocks/monotonic-clock@0.2.0" (instance (export "{0}" (func))))""", "")]
    [InlineData("", """(export "acme:gateway/{0}" (instance $req))""")]
    [InlineData(
        """(import "acme:log/{0}" (instance $a (export "write" (func)))) (import "acme:log/{0}" (instance $b (export "write" (func))))""",
        null
    )]
    public async Task A_name_that_is_echoed_is_cut(string import, string? export)
    {
        string name = string.Join('-', Enumerable.Repeat("abcdefghi", 2000));
        string text = new WatGuest { Component = import.Replace("{0}", name, StringComparison.Ordinal) }.ToText();
        byte[] bytes = WatGuest.Parse(
            export is { Length: > 0 }
                ? text.Replace(Export, export.Replace("{0}", name, StringComparison.Ordinal), StringComparison.Ordinal)
                : text
        );
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(ManagerFixture.At(new string('n', 5000)), bytes);
        Assert.False(result.Succeeded);
        Assert.InRange(result.Message.Length, 100, 1500);
        Assert.Contains("abcdefghi-abcdefghi", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(name[..(Interop.EchoedText.MaxNameLength + 1)], result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('n', Interop.EchoedText.MaxNameLength + 1), result.Message, StringComparison.Ordinal);
    }

    private static async Task<RegistrationResult> Refused(
        byte[] bytes,
        RegistrationStage stage,
        RegistrationError error,
        string[] texts,
        WasmRuntimeOptions? options = null
    )
    {
        RegistrationResult? last = null;
        foreach (CallPath path in Enum.GetValues<CallPath>())
        {
            using ManagerFixture fixture = new((options ?? ManagerFixture.Options) with { CallPath = path });
            RegistrationResult result = await fixture.Register(ManagerFixture.At("a"), bytes);
            Assert.True((stage, error) == (result.Stage, result.Error), $"{result.Stage}, {result.Error}: {result.Message}");
            Assert.All(texts, text => Assert.Contains(text, result.Message, StringComparison.Ordinal));
            last = result;
        }

        return last!;
    }
}
