using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>Sets runtimes up with candidates' options, for one goal.</summary>
public sealed class RuntimeArms : IArmFactory
{
    private readonly WasmRuntimeOptions _options;
    private readonly WasmModule _module;
    private readonly AttachPoint _attachPoint;
    private readonly IReadOnlyList<MiddlewareInput> _messages;
    private readonly int? _rate;

    /// <summary>Makes the factory.</summary>
    /// <param name="options">The options that candidates differ from. A folder for compiled components spares each runtime a
    /// compile.</param>
    /// <param name="module">What is called.</param>
    /// <param name="attachPoint">Where.</param>
    /// <param name="mix">What it is called with.</param>
    /// <param name="rate">Arrivals a second, to measure the response time's 99th percentile; null to measure throughput.</param>
    public RuntimeArms(WasmRuntimeOptions options, WasmModule module, AttachPoint attachPoint, MessageMix mix, int? rate)
    {
        _options = options;
        _module = module;
        _attachPoint = attachPoint;
        _messages = mix.Messages(attachPoint);
        _rate = rate;
    }

    /// <summary>The original's configuration on this machine.</summary>
    public static Candidate Original { get; } = BaselineConfiguration.Of(Math.Min(Environment.ProcessorCount, 4));

    /// <inheritdoc/>
    public IArm Make(Candidate candidate)
    {
        WasmRuntimeOptions options = CandidateOptions.Apply(_options, candidate);
        try
        {
            return _rate is { } rate
                ? new ResponseTimeArm(options, _module, _attachPoint, _messages, rate)
                : new ThroughputArm(
                    options,
                    _module,
                    _attachPoint,
                    _messages,
                    candidate.Equals(Original) ? BaselineConfiguration.Pipeline : 1
                );
        }
        catch (OptionsException exception)
        {
            throw new CandidateException(exception.Message);
        }
    }
}
