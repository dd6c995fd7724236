using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Smg.Architecture.Tests;

/// <summary>A package as a file: what is in it and what it says of itself.</summary>
internal sealed class PackedFile : IDisposable
{
    private readonly ZipArchive _archive;

    /// <summary>Opens a package.</summary>
    public PackedFile(string path)
    {
        Path = path;
        _archive = ZipFile.OpenRead(path);
    }

    /// <summary>The package's file.</summary>
    public string Path { get; }

    /// <summary>The files in it, with slashes.</summary>
    public IReadOnlyList<string> Files => [.. _archive.Entries.Select(entry => entry.FullName)];

    /// <summary>The description for NuGet, without its namespace.</summary>
    public XElement Metadata
    {
        get
        {
            using Stream stream = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            XElement root = XDocument.Load(stream).Root!;
            foreach (XElement element in root.DescendantsAndSelf())
            {
                element.Name = element.Name.LocalName;
            }

            return root.Element("metadata")!;
        }
    }

    /// <summary>The bytes of a file.</summary>
    public byte[] Read(string name)
    {
        using Stream stream = _archive.GetEntry(name)!.Open();
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>The path of its symbols that an assembly names.</summary>
    public string SymbolPath(string assembly)
    {
        using PEReader reader = new(new MemoryStream(Read(assembly)));
        DebugDirectoryEntry entry = reader.ReadDebugDirectory().First(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        return reader.ReadCodeViewDebugDirectoryData(entry).Path;
    }

    /// <summary>The paths of the source files that symbols name.</summary>
    public IReadOnlyList<string> SourcePaths(string symbols)
    {
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Read(symbols)));
        MetadataReader reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    public void Dispose() => _archive.Dispose();
}
