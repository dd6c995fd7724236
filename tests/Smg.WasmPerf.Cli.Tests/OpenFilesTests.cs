using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("Max open files            64                   1048576              files     ", 64L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             64                   64                   processes ", null)]
    public void The_soft_limit_is_read(string line, long? limit) =>
        Assert.Equal(limit, OpenFiles.Limit(["Limit                     Soft Limit           Hard Limit           Units     ", line]));
}
