using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>In which folders the source of a type lies, as the portable PDB beside an assembly says.</summary>
internal sealed class SourceFolders : IDisposable
{
    /// <summary>TypeDefinitionDocuments: what compilers write for types without code (Portable PDB format, Custom Debug
    /// Information).</summary>
    private static readonly Guid s_typeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReaderProvider _provider;
    private readonly MetadataReader _pdb;
    private readonly string _root;

    /// <param name="assembly">Path of the assembly.</param>
    /// <param name="root">The source folder that folders are named from, as the end of its path: "src/Library".</param>
    internal SourceFolders(string assembly, string root)
    {
        _provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        _pdb = _provider.GetMetadataReader();
        _root = $"/{root}/";
    }

    /// <summary>Folders below the root, "" for itself; none for a type whose source lies elsewhere or that the compiler made.</summary>
    internal IEnumerable<string> Of(int typeToken, IEnumerable<int> methodTokens) =>
        DocumentsOfType(typeToken).Concat(methodTokens.SelectMany(DocumentsOfMethod)).Select(FolderOf).OfType<string>().Distinct();

    public void Dispose() => _provider.Dispose();

    private IEnumerable<DocumentHandle> DocumentsOfType(int token)
    {
        foreach (CustomDebugInformationHandle handle in _pdb.GetCustomDebugInformation(MetadataTokens.EntityHandle(token)))
        {
            CustomDebugInformation information = _pdb.GetCustomDebugInformation(handle);
            if (_pdb.GetGuid(information.Kind) != s_typeDocuments)
                continue;
            BlobReader rows = _pdb.GetBlobReader(information.Value);
            while (rows.RemainingBytes > 0)
                yield return MetadataTokens.DocumentHandle(rows.ReadCompressedInteger());
        }
    }

    private IEnumerable<DocumentHandle> DocumentsOfMethod(int token)
    {
        MethodDebugInformation method = _pdb.GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(token & 0xFFFFFF));
        return method.Document.IsNil
            ? method.SequencePointsBlob.IsNil ? [] : method.GetSequencePoints().Select(point => point.Document)
            : [method.Document];
    }

    private string? FolderOf(DocumentHandle handle)
    {
        string path = _pdb.GetString(_pdb.GetDocument(handle).Name).Replace('\\', '/');
        int start = path.LastIndexOf(_root, StringComparison.Ordinal);
        // What the build generates (obj/) is nobody's layer.
        if (start < 0 || path.Contains("/obj/", StringComparison.Ordinal))
            return null;
        string below = path[(start + _root.Length)..];
        return below.Contains('/') ? below[..below.LastIndexOf('/')] : "";
    }
}
