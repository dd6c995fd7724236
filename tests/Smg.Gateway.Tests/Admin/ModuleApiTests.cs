using System.Text.RegularExpressions;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Admin;

public sealed class ModuleApiTests
{
    private const string Optional =
        ""","failure_policy":"Open","order":-3,"max_execution_time_ms":20,"max_memory_pages":64,"pregrow_memory":false,"environment":null"""
        + ""","dry_run":true,"add_result":null""";

    private const string Storage = """{"Storage":"Before"},{"Storage":"After"}""";

    [Fact]
    public async Task A_registration_is_answered_with_the_same_list_and_what_came_of_each_module()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        string path = admin.Write(Guests.Continues, "a.wasm");
        (int status, string body) = await admin.SendAsync("POST", "/wasm", $$"""{"modules":[{{TestAdmin.Form("auth", path)}}]}""");
        Assert.Equal(200, status);
        Guid id = Assert.Single(admin.Host.Modules.List()).Id;
        Assert.Equal($$$"""{"modules":[{{{Answer("auth", path, id)}}}]}""", body);
    }

    [Fact]
    public async Task One_refused_module_makes_the_answer_400_and_the_others_stay()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        string path = admin.Write(Guests.Continues, "a.wasm");
        (int status, string body) = await admin.SendAsync(
            "POST",
            "/wasm",
            $$"""{"modules":[{{TestAdmin.Form("lost", "/nowhere/b.wasm")}},{{TestAdmin.Form("auth", path)}}]}"""
        );
        Assert.Equal(400, status);
        RegisteredModule module = Assert.Single(admin.Host.Modules.List());
        Assert.Equal("auth", module.Module.Name);
        Assert.Equal(
            """{"modules":[{"name":"lost","file_path":"/nowhere/b.wasm","module_type":"Middleware","attach_points":["""
                + """{"Middleware":"OnRequest"}],"add_result":{"Error":"Module 'lost' is refused at the stage Path: '/nowhere/b.wasm' """
                + """does not exist; use the absolute path of a .wasm file outside the system's folders."}},"""
                + Answer("auth", path, module.Id)
                + "]}",
            body
        );
    }

    [Fact]
    public async Task The_list_has_the_modules_in_order_and_the_runtimes_counters()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        (int status, string empty) = await admin.SendAsync("GET", "/wasm");
        Assert.Equal(200, status);
        Assert.Equal(
            """{"modules":[],"metrics":{"total_executions":0,"successful_executions":0,"failed_executions":0,"total_execution_time_ms":0"""
                + ""","max_execution_time_ms":0}}""",
            empty
        );

        string path = admin.Write(Guests.Continues, "a.wasm");
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", path, more: ",\"dry_run\":false"));
        await admin.Traffic.GetStringAsync("/");
        await admin.Traffic.GetStringAsync("/");
        (_, string body) = await admin.SendAsync("GET", "/wasm");
        const string Time = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}00Z";
        const string Ms = @"\d+(\.\d{1,3})?";
        Assert.Matches(
            $@"^\{{""modules"":\[\{{""module_uuid"":""{id}"",""module_meta"":\{{""name"":""auth"",""file_path"":""{Regex.Escape(path)}"","
                + $@"""sha256_hash"":""{Guests.Continues.Digest}"",""size_bytes"":{Guests.Continues.Bytes.Length},"
                + $@"""created_at"":""{Time}"",""last_accessed_at"":""{Time}"",""access_count"":2,"
                + $@"""attach_points"":\[\{{""Middleware"":""OnRequest""\}}\]\}}\}}\],"
                + $@"""metrics"":\{{""total_executions"":2,""successful_executions"":2,""failed_executions"":0,"
                + $@"""total_execution_time_ms"":{Ms},"
                + $@"""max_execution_time_ms"":{Ms},""average_execution_time_ms"":{Ms}\}}\}}$",
            body
        );
    }

    [Fact]
    public async Task Settings_beyond_the_name_are_taken_listed_and_never_tell_a_value_of_the_configuration()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        string path = admin.Write(Guests.Continues, "a.wasm");
        string configured = admin.Write(Configured, "b.wasm");
        await admin.AddAsync(TestAdmin.Form("auth", path, more: Optional));
        await admin.AddAsync(TestAdmin.Form("configured", configured, more: ""","environment":{"MODE":"the-secret"},"dry_run":false"""));
        RegisteredModule module = admin.Host.Modules.List()[0];
        Assert.Equal(
            ("auth", FailurePolicy.Open, -3, 20, 64),
            (
                module.Module.Name,
                module.FailurePolicy,
                module.Order,
                module.Module.Settings.MaxExecutionTimeMs,
                module.Module.Settings.MaxMemoryPages
            )
        );
        Assert.False(module.Module.Settings.PregrowMemory);
        Assert.True(admin.Host.Modules.List()[1].Module.Settings.PregrowMemory);
        (_, string body) = await admin.SendAsync("GET", "/wasm");
        Assert.Contains(
            ""","attach_points":[{"Middleware":"OnRequest"}],"failure_policy":"Open","order":-3,"max_execution_time_ms":20"""
                + ""","max_memory_pages":64,"pregrow_memory":false}""",
            body,
            StringComparison.Ordinal
        );
        Assert.Contains(""","environment_names":["MODE"]""", body, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", body, StringComparison.Ordinal);
        Assert.Equal("the-secret", admin.Host.Modules.List()[1].Module.Settings.Environment["MODE"]);
    }

    [Theory]
    [InlineData("", ",\"linked\":true}")]
    [InlineData("(type (struct))", ",\"not_linked_because\":\"a core module has a type that is not of a function\"}")]
    public async Task The_list_says_of_a_module_of_several_core_modules_whether_they_are_linked(string second, string listed)
    {
        WasmModule module = new WatGuest
        {
            Component = $"""
                (core module $second (import "m" "memory" (memory 1)) {second})
                (core instance (instantiate $second (with "m" (instance $i))))
                """,
        }.ToModule("two-modules");
        await using TestAdmin admin = await TestAdmin.StartAsync();
        await admin.AddAsync(TestAdmin.Form("two-modules", admin.Write(module, "two-modules.wasm")));
        (_, string body) = await admin.SendAsync("GET", "/wasm");
        Assert.Contains(listed, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(drop (memory.grow (i32.const 1)))", ",\"start_runs_because\":\"its start function grows a memory\"}")]
    [InlineData("(global.set $n (i32.const 1))", "\"Middleware\":\"OnRequest\"}]}")]
    public async Task The_list_says_why_calls_of_a_module_with_a_start_function_cost_more(string start, string listed)
    {
        WasmModule module = new WatGuest { Core = $"(global $n (mut i32) (i32.const 0)) (func $s {start}) (start $s)" }.ToModule("starts");
        await using TestAdmin admin = await TestAdmin.StartAsync();
        await admin.AddAsync(TestAdmin.Form("starts", admin.Write(module, "starts.wasm")));
        (_, string body) = await admin.SendAsync("GET", "/wasm");
        Assert.Contains(listed, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_of_both_directions_is_registered_by_its_attach_points()
    {
        const string Both = """{"Middleware":"OnResponse"},{"Middleware":"OnRequest"}""";
        await using TestAdmin admin = await TestAdmin.StartAsync();
        await admin.AddAsync(TestAdmin.Form("both", admin.Write(Guests.EchoesBody, "both.wasm"), Both));
        Assert.Equal([AttachPoint.OnResponse, AttachPoint.OnRequest], admin.Host.Modules.List()[0].AttachPoints);
        (_, string body) = await admin.SendAsync("GET", "/wasm");
        Assert.Contains($"\"attach_points\":[{Both}]", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_hook_is_refused_with_the_reason_because_nothing_would_call_it()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        string form = TestAdmin.Form("hook", admin.Write(new StorageGuest().ToModule("hook"), "hook.wasm"), Storage);
        (int status, string body) = await admin.SendAsync("POST", "/wasm", $$"""{"modules":[{{form}}]}""");
        Assert.Equal(400, status);
        Assert.Contains("this gateway has no storage", body, StringComparison.Ordinal);
        Guid id = await admin.AddAsync(TestAdmin.Form("other", admin.Write(Guests.Continues, "other.wasm")));
        (status, body) = await admin.SendAsync("PUT", $"/wasm/{id}", form);
        Assert.Equal(400, status);
        Assert.Contains("this gateway has no storage", body, StringComparison.Ordinal);
        Assert.Equal("other", Assert.Single(admin.Host.Modules.List()).Module.Name);
    }

    [Theory]
    [InlineData("", "reject")]
    [InlineData(",\"failure_policy\":\"Open\"", "pass")]
    [InlineData(",\"on_stream\":\"buffer\"", "buffer")]
    [InlineData(",\"on_stream\":\"pass\"", "pass")]
    public async Task A_registration_answers_what_happens_to_streams(string more, string onStream)
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        string form = TestAdmin.Form("sees", admin.Write(Guests.EchoesBody, "sees.wasm"), """{"Middleware":"OnResponse"}""", more);
        (int status, string body) = await admin.SendAsync("POST", "/wasm", $$"""{"modules":[{{form}}]}""");
        Assert.Equal(200, status);
        Assert.Contains($"\"on_stream\":\"{onStream}\"", body, StringComparison.Ordinal);
        Assert.Contains($"\"on_stream\":\"{onStream}\"", (await admin.SendAsync("GET", "/wasm")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_module_is_called_no_more_and_cannot_be_removed_again()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        Guid id = await admin.AddAsync(TestAdmin.Form("rejects", admin.Write(Guests.Rejects, "a.wasm")));
        Assert.Equal(418, await admin.StatusAsync());
        (int status, string body) = await admin.SendAsync("DELETE", $"/wasm/{id}");
        Assert.Equal((200, $$"""{"module_uuid":"{{id}}","message":"Module 'rejects' is removed."}"""), (status, body));
        Assert.Equal(200, await admin.StatusAsync());
        (status, body) = await admin.SendAsync("DELETE", $"/wasm/{id}");
        Assert.Equal(404, status);
        TestAdmin.Error(body, "not_found");
        (status, body) = await admin.SendAsync("DELETE", "/wasm/42");
        Assert.Equal(400, status);
        TestAdmin.Error(body, "invalid_request");
    }

    [Fact]
    public async Task A_replacement_serves_at_once_and_one_that_fails_leaves_the_old_version_serving()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Rejects, "a.wasm"), more: ",\"order\":7"));
        DateTimeOffset created = admin.Host.Modules.Find(id)!.CreatedAt;
        string path = admin.Write(Guests.RejectsWith(451), "b.wasm");
        (int status, string body) = await admin.SendAsync("PUT", $"/wasm/{id}", TestAdmin.Form("auth", path));
        Assert.Equal((200, Answer("auth", path, id)), (status, body));
        Assert.Equal(451, await admin.StatusAsync());
        RegisteredModule replaced = admin.Host.Modules.Find(id)!;
        Assert.Equal((created, 7, 2L), (replaced.CreatedAt, replaced.Order, replaced.AccessCount + 1));

        foreach (
            (string form, string reason) in new[]
            {
                (TestAdmin.Form("auth", admin.Write(Guests.Traps, "traps.wasm")), "at the stage DryRun"),
                (
                    TestAdmin.Form("auth", admin.Write(Guests.Continues, "c.wasm"), """{"Middleware":"OnResponse"}"""),
                    "does not export the function of OnResponse"
                ),
                (TestAdmin.Form("auth", "/nowhere.wasm"), "does not exist"),
            }
        )
        {
            (status, body) = await admin.SendAsync("PUT", $"/wasm/{id}", form);
            Assert.Equal(400, status);
            Assert.Contains("\"add_result\":{\"Error\":\"Module 'auth' is refused", body, StringComparison.Ordinal);
            Assert.Contains(reason, body, StringComparison.Ordinal);
            Assert.Equal(451, await admin.StatusAsync());
        }

        (status, body) = await admin.SendAsync("PUT", $"/wasm/{id}", TestAdmin.Form("auth", path, more: ",\"order\":8"));
        Assert.Equal(400, status);
        Assert.Contains("the module that it replaces, 7", TestAdmin.Error(body, "invalid_request"), StringComparison.Ordinal);
        (status, body) = await admin.SendAsync("PUT", $"/wasm/{Guid.NewGuid()}", TestAdmin.Form("auth", path));
        Assert.Equal(404, status);
        TestAdmin.Error(body, "not_found");
    }

    private static WasmModule Configured { get; } =
        new WatGuest
        {
            Component =
                """(import "wasi:cli/environment@0.2.0" (instance (export "get-environment" (func (result """
                + """(list (tuple string string)))))))""",
        }.ToModule("configured");

    private static string Answer(string name, string path, Guid id) =>
        $$$$"""{"name":"{{{{name}}}}","file_path":"{{{{path}}}}","module_type":"Middleware","attach_points":[{"Middleware":"OnRequest"}]"""
        + $$$$""","add_result":{"Success":"{{{{id}}}}"}}""";
}
