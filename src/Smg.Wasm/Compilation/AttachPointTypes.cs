using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>
/// The types that the WIT gives the attach points' functions, as one engine knows them: those of a component that imports nothing but such functions.
/// What Wasmtime's validator proves of a guest in its bridge is looked at here for one without.
/// </summary>
internal sealed class AttachPointTypes(EngineHandle engine) : IDisposable
{
    private readonly Lazy<ComponentHandle> _reference = new(() => Compile(engine));

    /// <summary>How the function that a component exports for an attach point differs from the WIT.</summary>
    /// <param name="component">A guest without a bridge, which exports something of that name.</param>
    /// <param name="name">The attach point, as the WIT writes it: <c>on-request</c>.</param>
    /// <returns>Null when it does not.</returns>
    public string? FindDifference(ComponentHandle component, string name)
    {
        using ComponentFunctionType expected = ComponentFunctionType.OfImport(engine, _reference.Value, name)
            ?? throw new ArgumentException($"The WIT has no function '{name}'.", nameof(name));
        using ComponentFunctionType? found = ComponentFunctionType.OfExport(engine, component, $"smg:gateway/middleware-{name}", name);
        return found is null ? "it is not a function" : found.FindDifference(expected);
    }

    public void Dispose()
    {
        if (_reference.IsValueCreated)
        {
            _reference.Value.Dispose();
        }
    }

    private static ComponentHandle Compile(EngineHandle engine)
    {
        NativeError? error = null;
        return ComponentHandle.ParseText(Wit, out error) is { } bytes && ComponentHandle.Compile(engine, bytes, out error) is { } component
            ? component
            : throw new InvalidOperationException($"The reference component does not compile: {error!.Message}");
    }

    private const string Wit = """
        (component
          (import "smg:gateway/middleware-types" (instance $types
            (type $h (record (field "name" string) (field "value" string)))
            (export "header" (type $header (eq $h)))
            (type $headers (list $header)) (type $bytes (list u8))
            (type $q (record (field "method" string) (field "path" string) (field "query" string) (field "headers" $headers)
              (field "body" $bytes) (field "request-id" string) (field "now-epoch-ms" u64)))
            (export "request" (type (eq $q)))
            (type $s (record (field "status" u16) (field "headers" $headers) (field "body" $bytes)))
            (export "response" (type (eq $s)))
            (type $status (option u16)) (type $names (list string)) (type $body (option $bytes))
            (type $m (record (field "status" $status) (field "headers-set" $headers) (field "headers-add" $headers)
              (field "headers-remove" $names) (field "body-replace" $body)))
            (export "modify-action" (type $modify (eq $m)))
            (type $a (variant (case "continue") (case "reject" u16) (case "modify" $modify)))
            (export "action" (type (eq $a)))))
          (alias export $types "request" (type $request))
          (alias export $types "response" (type $response))
          (alias export $types "action" (type $action))
          (import "on-request" (func (param "req" $request) (result $action)))
          (import "on-response" (func (param "resp" $response) (result $action))))
        """;
}
