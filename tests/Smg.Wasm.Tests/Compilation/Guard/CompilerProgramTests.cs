using Smg.Wasm.Compilation.Guard;

namespace Smg.Wasm.Tests.Compilation.Guard;

public sealed class CompilerProgramTests
{
    [Fact]
    public void The_compiler_starts_in_a_folder_that_exists_also_where_the_one_for_temporary_files_does_not()
    {
        Assert.Equal(Path.GetTempPath(), CompilerProgram.WorkingDirectory(Path.GetTempPath()));
        Assert.True(Directory.Exists(CompilerProgram.WorkingDirectory("/no/such/folder")));
    }
}
