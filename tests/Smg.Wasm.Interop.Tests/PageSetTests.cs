namespace Smg.Wasm.Interop.Tests;

public sealed class PageSetTests
{
    [Fact]
    public void Runs_are_the_pages_that_were_added()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            int pages = random.Next(1, 200);
            PageSet set = new(pages);
            SortedSet<int> added = [];
            for (int n = random.Next(pages); n > 0; n--)
            {
                int page = random.Next(pages);
                Assert.Equal(added.Contains(page), set.Contains(page));
                if (added.Add(page))
                {
                    set.Add(page);
                }
            }

            Assert.Equal(added.Count, set.Count);
            Range[] runs = set.Runs.ToArray();
            Assert.Equal(added, runs.SelectMany(run => Enumerable.Range(run.Start.Value, run.End.Value - run.Start.Value)));
            Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(pair.First.End.Value < pair.Second.Start.Value));
            set.Clear();
            Assert.Equal(0, set.Runs.Length);
            Assert.False(set.Contains(0));
        }
    }
}
