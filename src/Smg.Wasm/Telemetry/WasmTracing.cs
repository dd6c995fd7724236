using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Telemetry;

/// <summary>The spans of calls.</summary>
public static class WasmTracing
{
    /// <summary>The activity source's name.</summary>
    public const string Name = "Smg.Wasm";

    private static readonly ActivitySource Source = new(Name, typeof(WasmTracing).Assembly.GetName().Version?.ToString(3) ?? "");

    /// <summary>Whether anybody wants spans.</summary>
    internal static bool IsOn => Source.HasListeners();

    /// <summary>Begins the span of a call.</summary>
    internal static Activity? Start(in GuestCall call)
    {
        Activity? activity = Source.StartActivity("smg.wasm.execute");
        activity?.SetTag("smg.wasm.module", call.Module.Name);
        activity?.SetTag("smg.wasm.attach_point", call.AttachPoint.ToString());
        if (activity is not null && call.Input is StorageInput storage)
        {
            activity.SetTag("smg.wasm.storage.operation", OperationNames.Of(storage.Operation));
        }

        return activity;
    }

    /// <summary>Notes how the call ended.</summary>
    internal static void End(Activity? activity, in ExecutionResult result)
    {
        if (activity is not null && result.Failure is { } failure)
        {
            activity.SetTag("error.type", failure.Cause.ToString());
            activity.SetTag("smg.wasm.stage", failure.Stage.ToString());
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }
}
