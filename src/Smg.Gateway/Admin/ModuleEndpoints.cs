using System.Text.Json;
using Smg.Wasm;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Admin;

/// <summary>The part of the admin API that registers, replaces, removes and lists modules.</summary>
internal sealed class ModuleEndpoints(WasmRuntime runtime, ModuleManager modules)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/wasm", AddAsync);
        routes.MapGet("/wasm", ListAsync);
        routes.MapPut("/wasm/{uuid}", ReplaceAsync);
        routes.MapDelete("/wasm/{uuid}", RemoveAsync);
    }

    private async Task AddAsync(HttpContext context)
    {
        if (await ReadAsync(context, FormReader.ReadBatch).ConfigureAwait(false) is not { } batch)
        {
            return;
        }

        List<ModuleForm> answers = [];
        foreach (ModuleForm form in batch.Modules)
        {
            RegistrationResult result = await modules.RegisterFileAsync(form.ToRegistration(), form.FilePath, context.RequestAborted).ConfigureAwait(false);
            answers.Add(form with { AddResult = AddResult.Of(result) });
        }

        int status = answers.TrueForAll(answer => answer.AddResult!.Error is null) ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        await AdminAnswer.JsonAsync(context, status, new ModuleBatch(answers), AdminAnswer.Types.ModuleBatch).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(HttpContext context)
    {
        if (await ReadIdAsync(context).ConfigureAwait(false) is not { } id || await ReadAsync(context, FormReader.ReadModule).ConfigureAwait(false) is not { } form)
        {
            return;
        }

        if (modules.Find(id) is not { } old)
        {
            await NotFoundAsync(context, id).ConfigureAwait(false);
            return;
        }

        if (form.Order is { } order && order != old.Order)
        {
            string message = $"order is {order}, but a replacement takes the place of the module that it replaces, whose order is {old.Order}: leave it out, or remove the module and register it again.";
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request", message).ConfigureAwait(false);
            return;
        }

        RegistrationResult result = await modules.ReplaceFileAsync(id, form.ToRegistration(), form.FilePath, context.RequestAborted).ConfigureAwait(false);
        int status = result.Succeeded ? StatusCodes.Status200OK
            : result.Error == RegistrationError.NotFound ? StatusCodes.Status404NotFound
            : StatusCodes.Status400BadRequest;
        await AdminAnswer.JsonAsync(context, status, form with { AddResult = AddResult.Of(result) }, AdminAnswer.Types.ModuleForm).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (await ReadIdAsync(context).ConfigureAwait(false) is not { } id)
        {
            return;
        }

        RegisteredModule? module = modules.Find(id);
        if (module is null || !modules.Remove(id))
        {
            await NotFoundAsync(context, id).ConfigureAwait(false);
            return;
        }

        await AdminAnswer.JsonAsync(
            context, StatusCodes.Status200OK, new ModuleRemoval(id, $"Module '{module.Module.Name}' is removed."), AdminAnswer.Types.ModuleRemoval).ConfigureAwait(false);
    }

    private Task ListAsync(HttpContext context)
    {
        ModuleList list = new([.. modules.List().Select(ModuleListEntry.Of)], ExecutionMetrics.Of(runtime.GetMetrics()));
        return AdminAnswer.JsonAsync(context, StatusCodes.Status200OK, list, AdminAnswer.Types.ModuleList);
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, Func<JsonElement, T> read)
        where T : class
    {
        using JsonDocument? body = await JsonBody.ReadAsync(context).ConfigureAwait(false);
        try
        {
            return body is null ? null : read(body.RootElement);
        }
        catch (FormException e)
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request", $"{e.Message}.").ConfigureAwait(false);
            return null;
        }
    }

    private static async Task<Guid?> ReadIdAsync(HttpContext context)
    {
        string text = (string)context.GetRouteValue("uuid")!;
        if (Guid.TryParseExact(text, "D", out Guid id))
        {
            return id;
        }

        await AdminAnswer.ErrorAsync(
            context, StatusCodes.Status400BadRequest, "invalid_request", "The path does not end in a module's uuid: see module_uuid in the answer of GET /wasm.").ConfigureAwait(false);
        return null;
    }

    private static Task NotFoundAsync(HttpContext context, Guid id)
        => AdminAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "not_found", $"There is no module {id}: see the answer of GET /wasm.");
}
