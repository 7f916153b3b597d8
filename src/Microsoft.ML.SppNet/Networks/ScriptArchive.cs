using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.SppNet;

/// <summary>
/// A TorchScript archive made in memory: the form in which libtorch takes code. It holds one class without parameters; tensors are passed
/// in each call.
/// </summary>
internal static class ScriptArchive
{
    internal const string ClassName = "Trunk";

    /// <summary>Packs source text into an archive for <c>torch.jit.load</c>.</summary>
    /// <param name="methods">Methods of the class, in TorchScript, indented by two spaces.</param>
    internal static byte[] Build(string methods)
    {
        string code = $"class {ClassName}(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n{methods}";
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "data.pkl", Instance());
            Add(zip, "code/__torch__.py", Encoding.UTF8.GetBytes(code));
            Add(zip, "constants.pkl", [0x80, 2, (byte)')', (byte)'.']);
            Add(zip, "version", "10\n"u8);
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        // libtorch reads archives by mapping them: entries are stored as they are.
        using Stream entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    /// <summary>Pickle protocol 2: an instance of the class whose state is {"training": False}.</summary>
    private static byte[] Instance() =>
    [
        0x80, 2, .. Encoding.ASCII.GetBytes($"c__torch__\n{ClassName}\n"), (byte)')', 0x81, (byte)'}',
        (byte)'X', 8, 0, 0, 0, .. "training"u8, 0x89, (byte)'s', (byte)'b', (byte)'.',
    ];
}
