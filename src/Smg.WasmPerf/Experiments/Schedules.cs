namespace Smg.WasmPerf.Experiments;

/// <summary>Random orders in which the arms of an experiment take turns. Each is drawn just before its trial.</summary>
public static class Schedules
{
    /// <summary>Orders of pairs without end: whether the A side goes first.</summary>
    /// <param name="order">Draws them.</param>
    public static IEnumerable<bool> Pairs(Random order)
    {
        while (true)
        {
            yield return order.Next(2) == 0;
        }
    }

    /// <summary>Orders of rounds: the numbers of the arms, reshuffled for each round. The list is the same one each time.</summary>
    /// <param name="order">Draws them.</param>
    /// <param name="arms">How many arms there are.</param>
    /// <param name="rounds">How many rounds.</param>
    public static IEnumerable<IReadOnlyList<int>> Rounds(Random order, int arms, int rounds)
    {
        int[] turns = [.. Enumerable.Range(0, arms)];
        for (int round = 0; round < rounds; round++)
        {
            order.Shuffle(turns);
            yield return turns;
        }
    }
}
