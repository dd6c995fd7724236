using System.Text.Json;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.Registration;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>The part of the admin API that registers, replaces, removes and lists modules.</summary>
internal sealed class ModuleEndpoints(WasmRuntime runtime, ModuleManager modules, Manifest? manifest, Readiness readiness)
{
    /// <summary>How clients' JSON is read, and whether answers are smg's.</summary>
    public FormRules Rules { get; init; } = FormRules.Strict;

    /// <summary>All modules, the configuration's among them. Defaults to those of the admin API alone.</summary>
    public ModuleCatalog Catalog { get; init; } = new(modules, configured: null);

    /// <summary>Registers modules.</summary>
    public async Task AddAsync(HttpContext context)
    {
        if (
            await IsStartingAsync(context).ConfigureAwait(false)
            || await ReadAsync(context, body => FormReader.ReadBatch(body, Rules)).ConfigureAwait(false) is not { } batch
        )
        {
            return;
        }

        List<ModuleForm> answers = [];
        foreach (ModuleForm form in batch.Modules)
        {
            answers.Add(
                FindMisplaced(form)
                    ?? form.Answer(
                        await modules
                            .RegisterFileAsync(form.ToRegistration(Rules), form.FilePath, context.RequestAborted)
                            .ConfigureAwait(false)
                    )
            );
        }

        int status = answers.TrueForAll(answer => answer.AddResult!.Error is null)
            ? StatusCodes.Status200OK
            : StatusCodes.Status400BadRequest;
        await AdminAnswer.JsonAsync(context, status, new ModuleBatch(answers), AdminAnswer.Types.ModuleBatch).ConfigureAwait(false);
    }

    /// <summary>Replaces a module.</summary>
    /// <param name="context">The request.</param>
    /// <param name="uuid">The module_uuid of a module, or of one of the manifest that could not be restored.</param>
    public async Task ReplaceAsync(HttpContext context, string uuid)
    {
        if (
            await IsStartingAsync(context).ConfigureAwait(false)
            || await ReadIdAsync(context, uuid).ConfigureAwait(false) is not { } id
            || await ReadAsync(context, body => FormReader.ReadModule(body, Rules)).ConfigureAwait(false) is not { } form
            || await IsConfiguredAsync(context, id).ConfigureAwait(false)
        )
        {
            return;
        }

        RegisteredModule? old = modules.Find(id);
        ManifestEntry? missing = old is null ? FindMissing(id) : null;
        if ((old?.Order ?? missing?.Order) is not { } order)
        {
            await NotFoundAsync(context, id).ConfigureAwait(false);
            return;
        }

        if (form.Order is { } given && given != order)
        {
            string message =
                $"order is {given}, but a replacement keeps the order of the module that it replaces, {order}: omit it, or remove "
                + "the module and register it again.";
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request", message).ConfigureAwait(false);
            return;
        }

        (int status, ModuleForm answer) = await ReplaceAsync(form, id, missing?.ToIdentity(), order, context.RequestAborted)
            .ConfigureAwait(false);
        await AdminAnswer.JsonAsync(context, status, answer, AdminAnswer.Types.ModuleForm).ConfigureAwait(false);
    }

    private async Task<(int Status, ModuleForm Answer)> ReplaceAsync(
        ModuleForm form,
        Guid id,
        ModuleIdentity? missing,
        int order,
        CancellationToken cancellationToken
    )
    {
        if (FindMisplaced(form) is { } misplaced)
        {
            return (StatusCodes.Status400BadRequest, misplaced);
        }

        ModuleRegistration registration = form.ToRegistration(Rules) with { Order = order };
        RegistrationResult result = await (
            missing is null
                ? modules.ReplaceFileAsync(id, registration, form.FilePath, cancellationToken)
                : modules.RestoreFileAsync(missing, registration, form.FilePath, cancellationToken)
        ).ConfigureAwait(false);
        int status =
            result.Succeeded ? StatusCodes.Status200OK
            : result.Error == RegistrationError.NotFound ? StatusCodes.Status404NotFound
            : StatusCodes.Status400BadRequest;
        return (status, form.Answer(result));
    }

    /// <summary>Removes a module.</summary>
    /// <param name="context">The request.</param>
    /// <param name="uuid">The module_uuid of a module, or of one of the manifest that could not be restored.</param>
    public async Task RemoveAsync(HttpContext context, string uuid)
    {
        if (
            await IsStartingAsync(context).ConfigureAwait(false)
            || await ReadIdAsync(context, uuid).ConfigureAwait(false) is not { } id
            || await IsConfiguredAsync(context, id).ConfigureAwait(false)
        )
        {
            return;
        }

        string? name;
        try
        {
            name = modules.Find(id)?.Module.Name;
            name = name is not null && modules.Remove(id) ? name : manifest?.Forget(id)?.Name;
        }
        catch (IOException e)
        {
            await AdminAnswer
                .ErrorAsync(
                    context,
                    StatusCodes.Status503ServiceUnavailable,
                    "manifest_not_written",
                    $"The module is not removed, because the manifest cannot be written: {e.Message}"
                )
                .ConfigureAwait(false);
            return;
        }

        if (Rules.IsLenient && name is not null)
        {
            await context.Response.WriteAsync("Module removed successfully").ConfigureAwait(false);
            return;
        }

        await (
            name is null
                ? NotFoundAsync(context, id)
                : AdminAnswer.JsonAsync(
                    context,
                    StatusCodes.Status200OK,
                    new ModuleRemoval(id, $"Module '{name}' is removed."),
                    AdminAnswer.Types.ModuleRemoval
                )
        ).ConfigureAwait(false);
    }

    /// <summary>Lists the modules and the runtime's counters.</summary>
    public Task ListAsync(HttpContext context)
    {
        ModuleList list = new(
            [.. Catalog.Current.Modules.Select(ModuleListEntry.Of)],
            Rules.IsLenient ? ExecutionMetrics.Of(runtime.GetMetrics()).Whole() : ExecutionMetrics.Of(runtime.GetMetrics())
        );
        return AdminAnswer.JsonAsync(context, StatusCodes.Status200OK, list, AdminAnswer.Types.ModuleList);
    }

    /// <summary>Changes wait until the modules of the manifest are there: theirs are the first places.</summary>
    /// <returns>Whether it is too early; the client has been answered then.</returns>
    private async Task<bool> IsStartingAsync(HttpContext context)
    {
        if (readiness.Phase != GatewayPhase.Starting)
        {
            return false;
        }

        context.Response.Headers.RetryAfter = "1";
        await AdminAnswer
            .ErrorAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "starting",
                "The gateway is starting and restores the modules of its manifest: try again in a second."
            )
            .ConfigureAwait(false);
        return true;
    }

    /// <summary>The answer to a module that cannot be registered here; null where it can.</summary>
    private ModuleForm? FindMisplaced(ModuleForm form)
    {
        string? error =
            form.FindMisplaced()
            ?? (
                Catalog.IsConfigured(form.Name)
                    ? $"Module '{form.Name}' is defined by the application's configuration, which overrides the admin API: change it "
                        + "there, or choose another name."
                    : null
            );
        return error is null ? null : form with { AddResult = new AddResult(Error: error) };
    }

    /// <summary>The configuration's modules are changed there alone.</summary>
    /// <returns>Whether it is one; the client has been answered then.</returns>
    private async Task<bool> IsConfiguredAsync(HttpContext context, Guid id)
    {
        if (!Catalog.IsConfigured(id))
        {
            return false;
        }

        await AdminAnswer
            .ErrorAsync(
                context,
                StatusCodes.Status409Conflict,
                "configured",
                $"Module {id} is defined by the application's configuration, which overrides the admin API: change it there."
            )
            .ConfigureAwait(false);
        return true;
    }

    private ManifestEntry? FindMissing(Guid id) => manifest?.Missing.FirstOrDefault(missing => missing.Entry.ModuleUuid == id)?.Entry;

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
            await AdminAnswer
                .ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request", $"{e.Message}.")
                .ConfigureAwait(false);
            return null;
        }
    }

    private static async Task<Guid?> ReadIdAsync(HttpContext context, string text)
    {
        if (Guid.TryParseExact(text, "D", out Guid id))
        {
            return id;
        }

        await AdminAnswer
            .ErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                "invalid_request",
                "The path does not end in a module's uuid: see module_uuid in the answer of GET /wasm."
            )
            .ConfigureAwait(false);
        return null;
    }

    private Task NotFoundAsync(HttpContext context, Guid id) =>
        AdminAnswer.ErrorAsync(
            context,
            Rules.IsLenient ? StatusCodes.Status400BadRequest : StatusCodes.Status404NotFound,
            "not_found",
            $"Module {id} is not registered. GET /wasm lists the registered modules."
        );
}
