using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Smg.Wasm.AspNetCore.Errors;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>Describes the admin API as OpenAPI: what the routes do not say of themselves.</summary>
internal static class AdminDescription
{
    /// <summary>Where the description is served; the name in it is <c>v1</c>.</summary>
    public const string Route = "/openapi/{documentName}.json";

    private const string Bearer = "bearer";
    private const string ApiKey = "api_key";

    /// <summary>Adds the description.</summary>
    public static void Add(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
        });
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        Describe(document);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        Describe(operation, context);
                        return Task.CompletedTask;
                    }
                );
            }
        );
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Admin API of the Smg gateway",
            Version = "v1",
            Description =
                "Registers, replaces, removes and lists WebAssembly modules, and reports the state of the gateway. When the "
                + "gateway has an admin key, all endpoints but /health and /ready require it.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The gateway's admin key.",
            },
            [ApiKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-API-Key",
                Description = "The gateway's admin key.",
            },
        };
        document.Security = [Requirement(Bearer, document), Requirement(ApiKey, document)];
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NoKeyNeeded>().Any())
        {
            operation.Security = [];
        }

        if (operation.Parameters?.FirstOrDefault(parameter => parameter.Name == "uuid") is OpenApiParameter uuid)
        {
            uuid.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        }

        // What cannot be read is answered with an error, what was read and refused with the form.
        if (
            operation is { RequestBody: not null, Responses: { } responses }
            && responses.TryGetValue("400", out IOpenApiResponse? refused)
            && refused.Content?.Values.SingleOrDefault() is OpenApiMediaType { Schema: { } form } content
        )
        {
            content.Schema = new OpenApiSchema { OneOf = [form, new OpenApiSchemaReference(nameof(GatewayError), context.Document)] };
        }
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
