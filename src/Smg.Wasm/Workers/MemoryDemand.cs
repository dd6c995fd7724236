using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Workers;

/// <summary>
/// Learns how many pages the calls of one module need, by the size of their messages, and has the module compiled with a memory that begins with them.
/// Until that has happened, and for sizes that need no more than the guest wrote, calls run the module as it is. Reading it writes nothing that callers share.
/// </summary>
/// <param name="module">The module.</param>
/// <param name="maxPages">Pages that its memory may have; 0 to learn nothing.</param>
/// <param name="forms">Compiles and holds the module's other forms.</param>
internal sealed class MemoryDemand(WasmModule module, int maxPages, IModuleForms forms)
{
    /// <summary>Calls of a size that are looked at before its pages are known. A compile costs as much as thousands of calls: few calls cause none.</summary>
    internal const int CallsToLearn = 16;

    /// <summary>Of the calls after that, one in so many is looked at: a prime, so that modules which are called in turn all are.</summary>
    internal const int SampleEvery = 61;

    /// <summary>Looks after which all sizes are learned again: what is needed no more is zeroed no more.</summary>
    internal const int LooksToForget = 4096;

    /// <summary>Forms that one module may have: each is its code once more, and costs a compile.</summary>
    private const int MaxForms = 8;

    /// <summary>The same for a large module, whose compile takes seconds.</summary>
    private const int MaxFormsOfLarge = 2;
    private const int LargeBytes = 4 << 20;

    /// <summary>Two for each doubling, from less than 4 KiB to 100 MiB.</summary>
    private const int Sizes = 32;
    private const int SmallestShift = 12;

    private readonly Lock _lock = new();
    private readonly WasmModule?[] _chosen = new WasmModule?[Sizes];
    private readonly int[] _looks = new int[Sizes];
    private readonly int[] _needed = new int[Sizes];
    private readonly Dictionary<int, WasmModule?> _forms = [];
    private readonly int _maxForms = module.Bytes.Length > LargeBytes ? MaxFormsOfLarge : MaxForms;
    private int _allLooks;
    private bool _released;

    /// <summary>The class of sizes that a message belongs to.</summary>
    public static int SizeClass(int bytes)
    {
        int rest = bytes >> SmallestShift;
        if (rest == 0)
        {
            return 0;
        }

        int log = BitOperations.Log2((uint)rest);
        return Math.Min(Sizes - 1, 1 + (2 * log) + (log == 0 ? 0 : (rest >> (log - 1)) & 1));
    }

    /// <summary>The module in the form for a class of sizes.</summary>
    public WasmModule Choose(int sizeClass) => Volatile.Read(ref _chosen[sizeClass]) ?? module;

    /// <summary>Whether a call's pages are looked at.</summary>
    /// <param name="sizeClass">The class of its size.</param>
    /// <param name="number">The caller's number of the call.</param>
    public bool Wants(int sizeClass, uint number) => maxPages > 0 && (Volatile.Read(ref _looks[sizeClass]) < CallsToLearn || number % SampleEvery == 0);

    /// <summary>A call was looked at.</summary>
    /// <param name="sizeClass">The class of its size.</param>
    /// <param name="initial">Pages that its memory began with.</param>
    /// <param name="pages">Pages that its memory had in the end.</param>
    public void Note(int sizeClass, int initial, int pages)
    {
        int wanted;
        lock (_lock)
        {
            if (++_allLooks == LooksToForget)
            {
                Forget();
            }

            int looks = Math.Min(CallsToLearn, _looks[sizeClass] + 1);
            Volatile.Write(ref _looks[sizeClass], looks);
            _needed[sizeClass] = Math.Max(_needed[sizeClass], pages > initial ? pages : 0);
            wanted = Math.Min(RoundUp(_needed[sizeClass]), maxPages);
            if (looks < CallsToLearn || wanted <= initial)
            {
                return;
            }

            if (_forms.TryGetValue(wanted, out WasmModule? form) || _forms.Count == _maxForms)
            {
                form ??= SmallestAbove(wanted);
                Volatile.Write(ref _chosen[sizeClass], form ?? _chosen[sizeClass]);
                return;
            }

            if (_released)
            {
                return;
            }

            _forms.Add(wanted, null);
        }

        _ = AddAsync(module.WithInitialPages(wanted), sizeClass);
    }

    /// <summary>A form cannot be used any more: the module is called as it is.</summary>
    public void Drop(WasmModule form)
    {
        lock (_lock)
        {
            for (int i = 0; i < Sizes; i++)
            {
                if (_chosen[i] == form)
                {
                    Volatile.Write(ref _chosen[i], null);
                }
            }

            if (_forms.TryGetValue(form.InitialPages, out WasmModule? held) && held is not null)
            {
                _forms[form.InitialPages] = null;
                forms.LetGo(held);
            }
        }
    }

    /// <summary>Lets go of all forms: the module is not called any more.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _released = true;
            Array.Clear(_chosen);
            foreach (WasmModule? form in _forms.Values)
            {
                if (form is not null)
                {
                    forms.LetGo(form);
                }
            }

            _forms.Clear();
        }
    }

    /// <summary>Steps of a half or a third: what is zeroed in vain stays below that.</summary>
    private static int RoundUp(int pages)
    {
        int power = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, pages));
        return power >= 4 && pages <= power / 4 * 3 ? power / 4 * 3 : Math.Max(1, power);
    }

    /// <summary>Separate from its caller: what a lambda captures is allocated where its method begins, and looks allocate nothing.</summary>
    private WasmModule? SmallestAbove(int pages) => _forms.Values.Where(form => form?.InitialPages > pages).MinBy(form => form!.InitialPages);

    private void Forget()
    {
        _allLooks = 0;
        Array.Clear(_looks);
        Array.Clear(_needed);
        Array.Clear(_chosen);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Nobody waits for it; the module goes on as it is.")]
    private async Task AddAsync(WasmModule form, int sizeClass)
    {
        ExecutionFailure? failure;
        try
        {
            failure = await forms.HoldAsync(form).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The runtime is being disposed, or out of memory: there is no form.
            return;
        }

        lock (_lock)
        {
            if (failure is not null)
            {
                return;
            }

            if (_released)
            {
                forms.LetGo(form);
                return;
            }

            _forms[form.InitialPages] = form;
            Volatile.Write(ref _chosen[sizeClass], form);
        }
    }
}
