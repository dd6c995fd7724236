namespace Smg.Wasm.Interop.Wasi;

/// <summary><c>wasi:filesystem</c> of a host that offers no folder: a guest has no descriptor to begin with.</summary>
internal static unsafe class WasiFilesystem
{
    public static void AddTo(ComponentLinkerHandle linker)
    {
        using (WasiInterface types = new(linker, "wasi:filesystem/types"u8))
        {
            types.AddResource("descriptor"u8, WasiResource.Descriptor);
            types.AddUnreachable(
                "descriptor",
                "read-via-stream",
                "write-via-stream",
                "append-via-stream",
                "advise",
                "sync-data",
                "get-flags",
                "get-type",
                "set-size",
                "set-times",
                "read",
                "write",
                "read-directory",
                "sync",
                "create-directory-at",
                "stat",
                "stat-at",
                "set-times-at",
                "link-at",
                "open-at",
                "readlink-at",
                "remove-directory-at",
                "rename-at",
                "symlink-at",
                "unlink-file-at",
                "is-same-object",
                "metadata-hash",
                "metadata-hash-at"
            );
            types.AddResource("directory-entry-stream"u8, WasiResource.DirectoryEntryStream);
            types.AddUnreachable("directory-entry-stream", "read-directory-entry");
            types.Add("filesystem-error-code"u8, "", &WasiInterface.Refuse);
        }

        using WasiInterface preopens = new(linker, "wasi:filesystem/preopens"u8);
        preopens.Add("get-directories"u8, "func() -> list<tuple<own, string>>", &GetDirectories);
    }

    private static void GetDirectories(in WasiCall call) => call.Expect(arguments: 0, results: 1).Return(WasiValue.List(0));
}
