using System.Collections.Concurrent;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>
/// Chooses the modules of a request: those of this moment whose rule fits, and of these the ones that its endpoint names. Where no module
/// has a rule and the endpoint names none, that costs two reads. Safe to use from any thread.
/// </summary>
/// <param name="modules">Yields the modules of this moment: the same object until they change.</param>
internal sealed class ModuleSelector(Func<ModuleSnapshot> modules)
{
    /// <summary>Bits of a mask: beyond, each request makes its own choice.</summary>
    private const int MaxMasked = 64;

    /// <summary>Choices that are kept. Clients decide which occur, so their number must have a bound.</summary>
    private const int MaxKept = 256;

    private volatile Choices _choices = new(ModuleSnapshot.Empty);

    /// <summary>Chooses.</summary>
    /// <param name="context">The request. What its endpoint names counts where routing has chosen one already.</param>
    /// <param name="target">Its target.</param>
    /// <param name="chosen">The modules.</param>
    /// <returns>The name of a module that the endpoint names and that is not registered; null where all are there.</returns>
    public string? Choose(HttpContext context, RequestTarget target, out ModuleSnapshot chosen)
    {
        ModuleSnapshot current = modules();
        IReadOnlyList<string>? names = RouteModules.Of(context.GetEndpoint());
        Choices choices = _choices;
        if (!ReferenceEquals(choices.All, current))
        {
            _choices = choices = new Choices(current);
        }

        chosen = current;
        if (names is null && !choices.HasRules)
        {
            return null;
        }

        if (names is not null && FindMissing(current, names) is { } missing)
        {
            return missing;
        }

        chosen = choices.Get(new MatchedRequest(context.Request, target), names);
        return null;
    }

    private static string? FindMissing(ModuleSnapshot modules, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (!modules.Modules.Any(module => module.Module.Name == name))
            {
                return name;
            }
        }

        return null;
    }

    private static bool IsChosen(RegisteredModule module, in MatchedRequest request, IReadOnlyList<string>? names) =>
        (names is null || names.Contains(module.Module.Name)) && (module.Tag is not ModuleMatch match || request.Fits(match));

    /// <summary>The choices out of one list of modules.</summary>
    private sealed class Choices(ModuleSnapshot all)
    {
        private readonly ConcurrentDictionary<ulong, ModuleSnapshot> _kept = new();

        public ModuleSnapshot All => all;

        public bool HasRules { get; } = all.Modules.Any(module => module.Tag is ModuleMatch);

        public ModuleSnapshot Get(MatchedRequest request, IReadOnlyList<string>? names)
        {
            if (all.Modules.Length > MaxMasked)
            {
                return ModuleSnapshot.Of(all.Modules.Where(module => IsChosen(module, request, names)));
            }

            ulong mask = 0;
            for (int i = 0; i < all.Modules.Length; i++)
            {
                mask |= IsChosen(all.Modules[i], request, names) ? 1UL << i : 0;
            }

            if (_kept.TryGetValue(mask, out ModuleSnapshot? kept))
            {
                return kept;
            }

            ModuleSnapshot made = ModuleSnapshot.Of(all.Modules.Where((_, i) => (mask & (1UL << i)) != 0));
            return _kept.Count < MaxKept ? _kept.GetOrAdd(mask, made) : made;
        }
    }
}
