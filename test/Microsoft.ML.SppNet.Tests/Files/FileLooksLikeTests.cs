using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed class FileLooksLikeTests
{
    public static IEnumerable<object?[]> Beginnings =>
    [
        ["version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"u8.ToArray(),
            "a Git LFS pointer instead of the file itself ('git lfs pull' fetches that)"],
        ["\r\n<!DOCTYPE html>\n<html>"u8.ToArray(), "an HTML page"],
        ["\uFEFF<HTML lang=en>"u8.ToArray(), "an HTML page"],
        ["<?xml version=\"1.0\"?>"u8.ToArray(), "an XML document"],
        [new byte[] { 0x80, 2, (byte)'}', (byte)'q', 0 }, "a Python pickle"],
        [new byte[] { 0x1F, 0x8B, 8, 0 }, "a file compressed with gzip: decompress it first"],
        ["PK\x3\x4\x14"u8.ToArray(), "a zip archive (PyTorch's .pt and .pth files, NumPy's .npz and ML.NET's models are such)"],
        ["%PDF-1.7"u8.ToArray(), "a PDF document"],
        [TestImages.Png(2, 2), "a PNG image"],
        [new byte[] { (byte)'B', (byte)'M', 70, 0, 0, 0 }, "a BMP image"],
        ["BM is not only a bitmap's beginning"u8.ToArray(), "text"],
        [new byte[] { 64, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', (byte)'x' }, "a safetensors file"],
        [new byte[] { 0, 0, 0, 24, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h', (byte)'e', (byte)'i', (byte)'c' },
            "a HEIC image"],
        ["{\"error\": \"not found\"}"u8.ToArray(), "JSON text"],
        [Encoding.UTF8.GetBytes("Grüße\tund\r\nZeilen"), "text"],
        [new byte[4096], "a file of zeros"],
        [Array.Empty<byte>(), "an empty file"],
        [new byte[] { 1, 2, 3 }, null],
    ];

    [TestMethod]
    [DynamicData(nameof(Beginnings))]
    public void KindsAreToldByTheirFirstBytes(byte[] start, string? kind) => Assert.AreEqual(kind, FileLooksLike.Kind(start));

    [TestMethod]
    public void ATarArchiveIsToldByItsThirdHundredOfBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(stream, leaveOpen: true))
            writer.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.Directory, "folder"));
        Assert.AreEqual("a tar archive", FileLooksLike.Kind(stream.ToArray()));
    }

    /// <summary>Short beginnings of everything above: nothing may read beyond them.</summary>
    [TestMethod]
    public void AnyLengthWillDo()
    {
        foreach (object?[] beginning in Beginnings)
        {
            for (int length = 0; length < Math.Min(40, ((byte[])beginning[0]!).Length); length++)
                FileLooksLike.Kind(((byte[])beginning[0]!).AsSpan(0, length));
        }
    }
}
