using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>
/// Learns how many pages the calls of one module need, by the size of their messages, and has the module compiled with a memory that begins
/// with them. Until that has happened, and for sizes that need no more than the guest wrote, calls run the module as it is. Reading it
/// writes nothing that callers share.
/// </summary>
/// <param name="module">The module.</param>
/// <param name="maxPages">Pages that its memory may have.</param>
/// <param name="forms">Compiles and holds the module's other forms.</param>
internal sealed class MemoryDemand(WasmModule module, int maxPages, IModuleForms forms)
{
    /// <summary>
    /// Calls of a size that are looked at before its pages are known. A compile costs as much as thousands of calls: few calls cause none.
    /// </summary>
    internal const int CallsToLearn = 16;

    /// <summary>Of the calls after that, one in so many is looked at: a prime, so that modules which are called in turn all are.</summary>
    internal const int SampleEvery = 61;

    /// <summary>
    /// Of the calls that are looked at, so many must need a size for it to be usual. Each page that is there in vain is zeroed after every
    /// call.
    /// </summary>
    internal const int CallsOfAUsualNeed = 4;

    /// <summary>Forms that one module may have: each is its code once more, and costs a compile.</summary>
    private const int MaxForms = 8;

    /// <summary>The same for a module whose compile takes half a second and more, as one in JavaScript.</summary>
    private const int MaxFormsOfMedium = 4;
    private const int MediumBytes = 512 << 10;

    /// <summary>Two for each doubling, from less than 4 KiB to 100 MiB.</summary>
    private const int Sizes = 32;
    private const int SmallestShift = 12;

    private readonly Lock _lock = new();
    private readonly WasmModule?[] _chosen = new WasmModule?[Sizes];
    private readonly int[] _looks = new int[Sizes];

    /// <summary>What the last calls needed that were looked at, by size; 0 where that was no more than the guest wrote.</summary>
    private readonly int[] _needs = new int[Sizes * CallsToLearn];
    private readonly Dictionary<int, WasmModule?> _forms = [];
    private readonly int _maxForms = module.Bytes.Length > MediumBytes ? MaxFormsOfMedium : MaxForms;
    private long _lastCall;
    private bool _released;

    /// <summary>Whether its forms were released: another one learns for the module.</summary>
    public bool IsReleased => Volatile.Read(ref _released);

    /// <summary>The module as it is.</summary>
    public WasmModule Module => module;

    /// <summary>When the module was called last, to a tick.</summary>
    public long LastCall => Volatile.Read(ref _lastCall);

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

    /// <summary>Notes a call. Writes only once a tick, so that callers at once do not wait for one cache line.</summary>
    public void Touch(long now)
    {
        if (Volatile.Read(ref _lastCall) != now)
        {
            Volatile.Write(ref _lastCall, now);
        }
    }

    /// <summary>The module in the form for a class of sizes.</summary>
    public WasmModule Choose(int sizeClass) => Volatile.Read(ref _chosen[sizeClass]) ?? module;

    /// <summary>Whether a call's pages are looked at.</summary>
    /// <param name="sizeClass">The class of its size.</param>
    /// <param name="number">The caller's number of the call.</param>
    public bool Wants(int sizeClass, uint number) => Volatile.Read(ref _looks[sizeClass]) < CallsToLearn || number % SampleEvery == 0;

    /// <summary>A call was looked at.</summary>
    /// <param name="sizeClass">The class of its size.</param>
    /// <param name="written">Pages that the guest wrote.</param>
    /// <param name="pages">Pages that the guest knew of in the end, however many there were.</param>
    public void Note(int sizeClass, int written, int pages)
    {
        int wanted;
        lock (_lock)
        {
            int look = _looks[sizeClass]++;
            Span<int> needs = _needs.AsSpan(sizeClass * CallsToLearn, CallsToLearn);
            needs[look % CallsToLearn] = pages > written ? pages : 0;
            if (look < CallsToLearn - 1 || _released)
            {
                return;
            }

            // The numbers go on from where all of a size are known.
            _looks[sizeClass] = look + 1 == 2 * CallsToLearn ? CallsToLearn : look + 1;
            wanted = Math.Min(RoundUp(UsualNeed(needs)), maxPages);
            if (wanted <= written || TryChoose(sizeClass, wanted))
            {
                if (wanted <= written)
                {
                    Volatile.Write(ref _chosen[sizeClass], null);
                }

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
                forms.Release(held);
            }
        }
    }

    /// <summary>Releases all forms: the module is not called any more.</summary>
    public void Release()
    {
        lock (_lock)
        {
            Volatile.Write(ref _released, true);
            Array.Clear(_chosen);
            foreach (WasmModule? form in _forms.Values)
            {
                if (form is not null)
                {
                    forms.Release(form);
                }
            }

            _forms.Clear();
        }
    }

    /// <summary>
    /// What calls usually need: the most that one of them needed, without those that need far more than the others. One call that fills its
    /// memory must not make all others begin with as much.
    /// </summary>
    private static int UsualNeed(ReadOnlySpan<int> needs)
    {
        Span<int> sorted = stackalloc int[CallsToLearn];
        needs.CopyTo(sorted);
        sorted.Sort();
        int usual = sorted[CallsToLearn - CallsOfAUsualNeed];
        int most = usual == 0 ? 0 : usual + Math.Max(1, usual / 2);
        int last = CallsToLearn - 1;
        while (sorted[last] > most)
        {
            last--;
        }

        return sorted[last];
    }

    /// <summary>Steps of a half or a third: what is zeroed in vain stays below that.</summary>
    private static int RoundUp(int pages)
    {
        int power = (int)BitOperations.RoundUpToPowerOf2((uint)pages);
        return power >= 4 && pages <= power / 4 * 3 ? power / 4 * 3 : power;
    }

    /// <summary>Chooses a form that is compiled, or is being compiled, or the smallest that is large enough where no more are.</summary>
    /// <returns>False where the form is to be compiled.</returns>
    private bool TryChoose(int sizeClass, int pages)
    {
        bool isKnown = _forms.TryGetValue(pages, out WasmModule? form);
        if (!isKnown && _forms.Count < _maxForms)
        {
            return false;
        }

        form ??= SmallestAbove(pages);
        if (form is not null)
        {
            Volatile.Write(ref _chosen[sizeClass], form);
        }

        return true;
    }

    /// <summary>
    /// Separate from its caller: what a lambda captures is allocated where its method begins, and looks allocate nothing.
    /// </summary>
    private WasmModule? SmallestAbove(int pages) =>
        _forms.Values.Where(form => form?.InitialPages > pages).MinBy(form => form!.InitialPages);

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Nobody waits for it; the module goes on as it is."
    )]
    private async Task AddAsync(WasmModule form, int sizeClass)
    {
        ExecutionFailure? failure;
        try
        {
            failure = await forms.HoldAsync(form).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The runtime is being disposed, or out of memory: the module goes on as it is.
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
                forms.Release(form);
                return;
            }

            _forms[form.InitialPages] = form;
            Volatile.Write(ref _chosen[sizeClass], form);
        }
    }
}
