using Smg.Wasm.Compilation.Guard;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Options;

/// <summary>Validates options, also in combination and against the machine.</summary>
public static class OptionsValidator
{
    /// <summary>Returns one sentence for each error; empty when the options are valid.</summary>
    public static IReadOnlyList<string> Validate(WasmRuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors =
        [
            .. OptionsCatalogue
                .All.Where(option => !option.IsInBounds(options))
                .Select(option => $"{option.Name} is {option.Read(options)} but must be {option.Bounds}"),
        ];
        int callers = options.MaxCalls;
        if (options.Pooling && options.PoolSize >= 1 && options.PoolSize < callers)
        {
            errors.Add($"PoolSize is {options.PoolSize} but {callers} calls can run at once, each of which needs an instance");
        }
        else if (
            options.Pooling
            && AreInBounds(options, nameof(options.MaxStreams))
            && options.MaxStreams > Math.Max(WasmRuntimeOptions.DefaultMaxStreams, options.PoolSize - callers)
        )
        {
            errors.Add(
                $"MaxStreams is {options.MaxStreams} but must be at most {options.PoolSize - callers}: PoolSize is "
                    + $"{options.PoolSize}, and {callers} calls that can run at once need an instance each"
            );
        }

        if (
            options is { KeptInstances: > 0, InstanceUses: > 1 }
            && AreInBounds(options, nameof(options.KeptInstances), nameof(options.InstanceUses))
        )
        {
            errors.Add(
                $"KeptInstances is {options.KeptInstances} and InstanceUses is {options.InstanceUses}, but an instance is either reset "
                    + "after each call or keeps its state: set one of them to its default"
            );
        }

        if (options.CompileGuard == CompileGuard.ChildProcess && CompilerProgram.Missing is { } missing)
        {
            errors.Add($"CompileGuard is ChildProcess but {missing}");
        }

        // Only a pool of sane sizes can be asked for: the sum is meaningless, and can overflow, when a part is out of bounds.
        if (errors.Count == 0 && EngineSettingsFactory.Create(options).Pool is { } pool)
        {
            long reserved = pool.ReservedBytes(options.MaxStackSize + EngineHandle.StackHeadroomBytes) * options.EngineCount;
            if (!AddressSpace.CanReserve(reserved))
            {
                errors.Add(
                    $"PoolSize is {options.PoolSize}, which needs {reserved >> 30} GiB of address space, more than the operating "
                        + "system allows"
                );
            }
        }

        return errors;
    }

    private static bool AreInBounds(WasmRuntimeOptions options, params string[] names) =>
        names.All(name => OptionsCatalogue.Find(name)!.IsInBounds(options));

    /// <summary>Throws when options are invalid.</summary>
    /// <exception cref="OptionsException">An option is invalid. The exception lists every error.</exception>
    public static void ThrowIfInvalid(WasmRuntimeOptions options)
    {
        IReadOnlyList<string> errors = Validate(options);
        if (errors.Count > 0)
        {
            throw new OptionsException(errors);
        }
    }
}
