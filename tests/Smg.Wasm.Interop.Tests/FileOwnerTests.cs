namespace Smg.Wasm.Interop.Tests;

public sealed class FileOwnerTests
{
    [Fact]
    public void A_file_of_ones_own_is_told_from_one_that_is_not_there_and_from_anothers()
    {
        string mine = Path.GetTempFileName();
        Assert.True(FileOwner.IsThisUser(mine));
        File.Delete(mine);
        Assert.False(FileOwner.IsThisUser(mine));

        // Process 1 belongs to the superuser, whose files belong to nobody else.
        Assert.Equal(Environment.UserName == "root", FileOwner.IsThisUser("/proc/1/stat"));
    }
}
