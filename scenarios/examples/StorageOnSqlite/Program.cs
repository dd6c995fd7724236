using System.Text.Json;
using Microsoft.Data.Sqlite;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Registration;
using Smg.Wasm.Storage;

// dotnet run -- path/to/storage-tenant.wasm [TENANT...]
using WasmRuntime runtime = new();
ModuleManager modules = new(runtime);
RegistrationResult hook = await modules.RegisterFileAsync(
    new ModuleRegistration("tenant", [AttachPoint.StorageBefore, AttachPoint.StorageAfter]),
    Path.GetFullPath(args[0])
);
StorageHooks hooks = hook.Succeeded ? new(runtime) : throw new InvalidOperationException(hook.Message);
using SqliteConnection store = new("Data Source=:memory:");
store.Open();
Execute("CREATE TABLE items (payload TEXT, extra TEXT)");

foreach (ContextEntry[] context in args[1..].Select(tenant => new ContextEntry[] { new("tenant_id", tenant) }).Append([]))
{
    using JsonDocument payload = JsonDocument.Parse("""{"role":"user","content":"hello"}""");
    StorageResult before = await hooks.BeforeAsync(
        modules.ForAttachPoint(AttachPoint.StorageBefore),
        StorageOperation.CreateItem,
        context,
        payload.RootElement
    );
    if (before.Rejection is { } refused)
    {
        Console.WriteLine($"refused by {refused.Module}: {refused.Reason}");
        continue;
    }

    int stored = Execute(
        "INSERT INTO items VALUES ($payload, $extra)",
        ("$payload", payload.RootElement.GetRawText()),
        ("$extra", Json(before.Columns))
    );
    using JsonDocument result = JsonDocument.Parse($$"""{"stored":{{stored}}}""");
    StorageResult after = await hooks.AfterAsync(
        modules.ForAttachPoint(AttachPoint.StorageAfter),
        StorageOperation.CreateItem,
        context,
        payload.RootElement,
        result.RootElement,
        before.Columns
    );
    Execute("UPDATE items SET extra = $extra WHERE rowid = last_insert_rowid()", ("$extra", Json(after.Columns)));
    Console.WriteLine($"stored with {Json(after.Columns)}");
}

static string Json(IReadOnlyList<ExtraColumn> columns) =>
    JsonSerializer.Serialize(columns.ToDictionary(column => column.Name, column => column.Value));

int Execute(string sql, params (string Name, object Value)[] parameters)
{
    using SqliteCommand command = new(sql, store);
    Array.ForEach(parameters, parameter => command.Parameters.AddWithValue(parameter.Name, parameter.Value));
    return command.ExecuteNonQuery();
}
