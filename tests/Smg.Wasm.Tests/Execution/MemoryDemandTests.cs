using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Execution;

public sealed class MemoryDemandTests
{
    private const int Small = 2 << 10;
    private const int Large = 200 << 10;
    private const int MaxPages = 40;

    private readonly HeldForms _forms = new();
    private readonly WasmModule _module = Guests.Continues;
    private readonly MemoryDemand _demand;

    public MemoryDemandTests() => _demand = new MemoryDemand(_module, MaxPages, _forms);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4095, 0)]
    [InlineData(4096, 1)]
    [InlineData(8191, 1)]
    [InlineData(8192, 3)]
    [InlineData(12 << 10, 4)]
    [InlineData(64 << 10, 9)]
    [InlineData(int.MaxValue, 31)]
    public void Sizes_have_two_classes_for_each_doubling(int bytes, int expected) => Assert.Equal(expected, MemoryDemand.SizeClass(bytes));

    [Fact]
    public void A_form_is_compiled_once_enough_calls_were_looked_at()
    {
        Note(Large, pages: 5, times: MemoryDemand.CallsToLearn - 1);
        Assert.Same(_module, Choose(Large));
        Note(Large, pages: 4);
        Assert.Equal(6, Choose(Large).InitialPages);
        Assert.Same(_module, Choose(Small));
        Assert.Single(_forms.Held);
    }

    [Fact]
    public void Calls_that_grow_nothing_keep_the_module_as_it_is_written()
    {
        Note(Small, pages: 1, times: 1000);
        Assert.Same(_module, Choose(Small));
        Assert.Empty(_forms.Held);
    }

    [Fact]
    public void A_form_has_no_more_pages_than_the_module_may_have()
    {
        Note(Large, pages: 33, times: MemoryDemand.CallsToLearn);
        Assert.Equal(MaxPages, Choose(Large).InitialPages);
    }

    [Fact]
    public void Sizes_with_the_same_pages_share_a_form()
    {
        Note(Large, pages: 8, times: MemoryDemand.CallsToLearn);
        Note(Small, pages: 7, times: MemoryDemand.CallsToLearn);
        Assert.Same(Choose(Large), Choose(Small));
    }

    [Fact]
    public void A_form_that_the_calls_outgrow_is_followed_by_a_larger_one()
    {
        Note(Large, pages: 4, times: MemoryDemand.CallsToLearn);
        Note(Large, pages: 9, times: MemoryDemand.CallsOfAUsualNeed);
        Assert.Equal(12, Choose(Large).InitialPages);
    }

    [Fact]
    public void The_smallest_form_that_is_large_enough_serves_where_no_more_are_compiled()
    {
        int[] pages = [40, 32, 24, 16, 12, 8, 6, 4, 2];
        foreach ((int i, int count) in pages.Index())
        {
            Note(4096 << i, count, MemoryDemand.CallsToLearn);
        }

        Assert.Equal(pages.Length - 1, _forms.Held.Count);
        Assert.Equal(4, Choose(4096 << (pages.Length - 1)).InitialPages);
    }

    [Fact]
    public void A_form_that_does_not_compile_is_not_tried_again()
    {
        _forms.Failure = new ExecutionFailure("m", FailureStage.Compile, FailureCause.CompileFailed, "no");
        Note(Large, pages: 5, times: 100);
        Assert.Same(_module, Choose(Large));
        Assert.Equal(1, _forms.Tried);
    }

    [Fact]
    public void A_form_that_cannot_be_called_is_let_go_of_and_not_chosen_again()
    {
        Note(Large, pages: 5, times: MemoryDemand.CallsToLearn);
        _demand.Drop(Choose(Large));
        Note(Large, pages: 5, times: MemoryDemand.CallsToLearn);
        Assert.Same(_module, Choose(Large));
        Assert.Empty(_forms.Held);
        Assert.Equal(1, _forms.Tried);
    }

    [Fact]
    public void What_calls_need_no_more_is_forgotten()
    {
        Note(Large, pages: 30, times: MemoryDemand.CallsToLearn);
        Note(Large, pages: 1, times: MemoryDemand.CallsToLearn);
        Assert.Same(_module, Choose(Large));
        Note(Large, pages: 3, times: MemoryDemand.CallsToLearn);
        Assert.Equal(3, Choose(Large).InitialPages);
    }

    /// <summary>One call that fills its memory must not make all others begin with as much.</summary>
    [Fact]
    public void A_call_that_needs_far_more_than_the_others_does_not_count()
    {
        for (int i = 0; i < 100; i++)
        {
            Note(Small, pages: i % 8 == 7 ? MaxPages : 1);
            Note(Large, pages: i % 8 == 7 ? MaxPages : 4);
        }

        Assert.Same(_module, Choose(Small));
        Assert.Equal(4, Choose(Large).InitialPages);
    }

    [Fact]
    public void A_call_that_needs_a_little_more_than_the_others_counts()
    {
        Note(Large, pages: 4, times: MemoryDemand.CallsToLearn - 1);
        Note(Large, pages: 6);
        Assert.Equal(6, Choose(Large).InitialPages);
    }

    [Fact]
    public void Nothing_is_held_once_the_module_is_called_no_more()
    {
        Note(Large, pages: 5, times: MemoryDemand.CallsToLearn);
        _forms.Compiling = new TaskCompletionSource();
        Note(Small, pages: 2, times: MemoryDemand.CallsToLearn);
        _demand.Release();
        Assert.Same(_module, Choose(Large));
        _forms.Compiling.SetResult();
        Assert.Empty(_forms.Held);
        Note(Large, pages: 9, times: 100);
        Assert.Equal(2, _forms.Tried);
    }

    [Fact]
    public void All_first_calls_are_looked_at_and_then_one_in_a_while()
    {
        int size = MemoryDemand.SizeClass(Large);
        Assert.True(_demand.Wants(size, 1));
        Note(Large, pages: 5, times: MemoryDemand.CallsToLearn);
        Assert.Equal(10, Enumerable.Range(1, 10 * MemoryDemand.SampleEvery).Count(i => _demand.Wants(size, (uint)i)));
    }

    private WasmModule Choose(int bytes) => _demand.Choose(MemoryDemand.SizeClass(bytes));

    private void Note(int bytes, int pages, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            _demand.Note(MemoryDemand.SizeClass(bytes), written: 1, pages);
        }
    }

    /// <summary>Compiles nothing and notes what is held.</summary>
    private sealed class HeldForms : IModuleForms
    {
        public bool Knows(WasmModule module) => true;

        public List<WasmModule> Held { get; } = [];

        public int Tried { get; private set; }

        public ExecutionFailure? Failure { get; set; }

        /// <summary>What the next compiles wait for; null for nothing.</summary>
        public TaskCompletionSource? Compiling { get; set; }

        public async Task<ExecutionFailure?> HoldAsync(WasmModule form)
        {
            Tried++;
            if (Compiling is { } compiling)
            {
                await compiling.Task;
            }

            if (Failure is null)
            {
                Held.Add(form);
            }

            return Failure;
        }

        public void Release(WasmModule form) => Assert.True(Held.Remove(form));
    }
}
