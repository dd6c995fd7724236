using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smg.WasmPerf.Tests.Results;

/// <summary>Walks a document beside the few words of JSON Schema that the results' schema uses; any other word is an error.</summary>
internal sealed class SchemaWalk(string schema)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "$defs", "title", "description", "format"];

    private readonly JsonObject _root = JsonNode.Parse(schema)!.AsObject();

    public List<string> Errors { get; } = [];

    /// <summary>The definitions that the document reached.</summary>
    public HashSet<string> Visited { get; } = [];

    public void Check(JsonNode? document) => Errors.AddRange(Check(_root, document, "$"));

    private IEnumerable<string> Check(JsonObject schema, JsonNode? node, string path) =>
        schema.Where(word => !Annotations.Contains(word.Key)).SelectMany(word => Word(schema, word.Key, word.Value!, node, path));

    private IEnumerable<string> Word(JsonObject schema, string word, JsonNode value, JsonNode? node, string path)
    {
        JsonValueKind kind = node?.GetValueKind() ?? JsonValueKind.Null;
        switch (word)
        {
            case "$ref":
                string name = ((string)value!).Split('/')[^1];
                Visited.Add(name);
                return Check(_root["$defs"]![name]!.AsObject(), node, path);
            case "type":
                string[] types = value is JsonArray several ? [.. several.Select(type => (string)type!)] : [(string)value!];
                return Error(types.Any(type => IsOf(type, kind, node)), $"{path} is not {value.ToJsonString()}");
            case "const":
                return Error(JsonNode.DeepEquals(value, node), $"{path} is not {value}");
            case "enum":
                return Error(value.AsArray().Any(one => JsonNode.DeepEquals(one, node)), $"{path} is not one of {value.ToJsonString()}");
            case "anyOf":
                return Error(value.AsArray().Any(one => !Check(one!.AsObject(), node, path).Any()), $"{path} fits no alternative");
            case "minimum":
                return Error(kind != JsonValueKind.Number || (double)node! >= (double)value!, $"{path} is below {value}");
            case "maximum":
                return Error(kind != JsonValueKind.Number || (double)node! <= (double)value!, $"{path} is above {value}");
            case "items" when node is JsonArray array:
                return array.SelectMany((item, i) => Check(value.AsObject(), item, $"{path}[{i}]"));
            case "required" when node is JsonObject:
                return value.AsArray().Where(key => !node.AsObject().ContainsKey((string)key!)).Select(key => $"{path} lacks {key}");
            case "properties" when node is JsonObject:
                return value
                    .AsObject()
                    .Where(property => node.AsObject().ContainsKey(property.Key))
                    .SelectMany(property => Check(property.Value!.AsObject(), node[property.Key], $"{path}.{property.Key}"));
            case "additionalProperties" when node is JsonObject members:
                IEnumerable<KeyValuePair<string, JsonNode?>> rest = members.Where(member =>
                    schema["properties"]?.AsObject().ContainsKey(member.Key) != true
                );
                return value is JsonObject of
                    ? rest.SelectMany(member => Check(of, member.Value, $"{path}.{member.Key}"))
                    : rest.Select(member => $"{path}.{member.Key} is not in the schema");
            case "items" or "required" or "properties" or "additionalProperties":
                return [];
            default:
                return [$"{path}: the walk does not know the word {word}"];
        }
    }

    private static bool IsOf(string type, JsonValueKind kind, JsonNode? node) =>
        type switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "number" => kind == JsonValueKind.Number,
            "integer" => kind == JsonValueKind.Number && double.IsInteger((double)node!),
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "null" => kind == JsonValueKind.Null,
            _ => false,
        };

    private static string[] Error(bool fits, string message) => fits ? [] : [message];
}
