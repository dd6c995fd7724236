using System.Text.Json;
using Microsoft.Data.Sqlite;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Registration;
using Smg.Wasm.Storage;

// dotnet run -- path/to/storage-tenant.wasm [TENANT...]
using WasmRuntime runtime = new();
ModuleRegistration tenant = new("tenant", [AttachPoint.StorageBefore, AttachPoint.StorageAfter]);
RegistrationResult hook = await new ModuleManager(runtime).RegisterFileAsync(tenant, Path.GetFullPath(args[0]));
StorageHooks hooks = hook.Succeeded ? new(runtime) : throw new InvalidOperationException(hook.Message);
using SqliteConnection store = new("Data Source=:memory:");
store.Open();
Execute("CREATE TABLE items (payload TEXT, extra TEXT)");
JsonElement payload = JsonElement.Parse("""{"role":"user","content":"hello"}""");
foreach (ContextEntry[] context in args[1..].Select(name => new ContextEntry[] { new("tenant_id", name) }).Append([]))
{
    StorageResult before = await hooks.BeforeAsync([hook.Module!], StorageOperation.CreateItem, context, payload);
    if (before.Rejection is { } refused)
    {
        Console.WriteLine($"refused by {refused.Module}: {refused.Reason}");
        continue;
    }

    int stored = Execute("INSERT INTO items VALUES ($1, $2)", payload.GetRawText(), Json(before.Columns));
    JsonElement result = JsonElement.Parse($$"""{"stored":{{stored}}}""");
    StorageResult after = await hooks.AfterAsync([hook.Module!], StorageOperation.CreateItem, context, payload, result, before.Columns);
    Execute("UPDATE items SET extra = $1 WHERE rowid = last_insert_rowid()", Json(after.Columns));
    Console.WriteLine($"stored with {Json(after.Columns)}");
}

static string Json(IReadOnlyList<ExtraColumn> columns) => JsonSerializer.Serialize(columns.ToDictionary(one => one.Name, one => one.Value));
int Execute(string sql, params string[] values)
{
    using SqliteCommand command = new(sql, store);
    command.Parameters.AddRange(values.Select((value, i) => new SqliteParameter($"${i + 1}", value)));
    return command.ExecuteNonQuery();
}
