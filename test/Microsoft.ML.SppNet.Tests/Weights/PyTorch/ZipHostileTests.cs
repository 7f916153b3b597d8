using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Zip archives that lie: what unpacks to more than the file can hold, entries that share bytes, sizes in 64 bits that are
/// none.</summary>
[TestClass]
public class ZipHostileTests
{
    private const int LocalLength = 30, Zip64Extra = 28;

    [TestMethod]
    public void WhatUnpacksToManyTimesTheFileIsNotUnpacked()
    {
        byte[] packed = Deflated(new byte[64 << 20]);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        string message = Refused(Archive(new Entry("a/data.pkl", packed) { Length = 64 << 20, Method = 8 }));
        Assert.StartsWith(
            "cannot be read as PyTorch weights: its entry 'a/data.pkl' unpacks to 67108864 bytes, more than twice the file's ", message);
        Assert.IsLessThan(1 << 20, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    [TestMethod]
    public void AnEntryThatUnpacksToMoreThanItSaysIsRefused() => Assert.AreEqual(
        "cannot be read as PyTorch weights: its entry 'a/data.pkl' does not unpack to the 10 bytes that its directory promises.",
        Refused(Archive(new Entry("a/data.pkl", Deflated(new byte[1000])) { Length = 10, Method = 8 })));

    [TestMethod]
    public void EntriesThatShareBytesAreRefused()
    {
        byte[] data = [1, 2, 3, 4];
        Assert.AreEqual(
            "is not a sound zip archive: its entries 'a/data.pkl' and 'b' overlap.",
            Refused(Archive(new Entry("a/data.pkl", [.. data, .. Local("b", data), .. data]),
                new Entry("b", data) { At = LocalLength + "a/data.pkl".Length + 4 })));
    }

    [TestMethod]
    public void AnEntryOutsideTheArchiveIsRefused() => Assert.StartsWith(
        "is not a sound zip archive: its entry 'a/data.pkl' does not begin at byte 5000",
        Refused(Archive(new Entry("b", [1]), new Entry("a/data.pkl", [1]) { At = 5000 })));

    [TestMethod]
    public void SizesThatLieAreRefused()
    {
        Assert.AreEqual(
            "is not a sound zip archive: its entry 'a/data.pkl' claims 9 bytes in 1.",
            Refused(Archive(new Entry("a/data.pkl", [1]) { Length = 9 })));
        Assert.AreEqual(
            "is not a sound zip archive: its entry 'a/data.pkl' of 4096 bytes reaches outside the archive.",
            Refused(Archive(new Entry("a/data.pkl", [1]) { Length = 4096, Stored = 4096 })));
    }

    [TestMethod]
    [DataRow(long.MaxValue, "of 9223372036854775807 bytes reaches outside the archive")]
    [DataRow(-1L, "claims -1 bytes in -1")]
    [DataRow(1L << 40, "of 1099511627776 bytes reaches outside the archive")]
    public void SizesOf64BitsThatLieAreRefused(long length, string what) => Assert.AreEqual(
        $"is not a sound zip archive: its entry 'a/data.pkl' {what}.",
        Refused(Archive(new Entry("a/data.pkl", [1]) { Length = length, Stored = length, IsZip64 = true })));

    [TestMethod]
    public void ADirectoryThatClaimsMoreThanThereIs()
    {
        byte[] archive = Archive(new Entry("a/data.pkl", [1]));
        BinaryPrimitives.WriteUInt16LittleEndian(archive.AsSpan(archive.Length - 12), 60_000);
        Assert.StartsWith("is not a sound zip archive: its directory of 56 bytes claims 60000 entries", Refused(archive));
        BinaryPrimitives.WriteUInt16LittleEndian(archive.AsSpan(archive.Length - 12), ushort.MaxValue);
        Assert.AreEqual("is not a sound zip archive: it lacks the locator of its zip64 directory.", Refused(archive));
    }

    private static string Refused(byte[] archive)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x", archive);
        return Assert.ThrowsExactly<InvalidDataException>(() => WeightFile.Open(path)).Message.Replace($"'{path}' ", "",
            StringComparison.Ordinal);
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.SmallestSize))
            stream.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Local(string name, byte[] data)
    {
        byte[] header = new byte[LocalLength + name.Length];
        "PK\x3\x4"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)name.Length);
        Encoding.ASCII.GetBytes(name, header.AsSpan(LocalLength));
        return header;
    }

    private static byte[] Archive(params Entry[] entries)
    {
        var archive = new List<byte>();
        var directory = new List<byte>();
        foreach (Entry entry in entries)
        {
            int at = entry.At ?? archive.Count;
            if (entry.At is null)
                archive.AddRange([.. Local(entry.Name, entry.Data), .. entry.Data]);
            directory.AddRange(entry.Record(at));
        }

        byte[] end = new byte[22];
        "PK\x5\x6"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)entries.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)entries.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(12), directory.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(16), archive.Count);
        return [.. archive, .. directory, .. end];
    }

    private sealed record Entry(string Name, byte[] Data)
    {
        internal int? At { get; init; }

        internal long? Length { get; init; }

        internal long? Stored { get; init; }

        internal ushort Method { get; init; }

        internal bool IsZip64 { get; init; }

        /// <summary>The entry of the directory.</summary>
        internal byte[] Record(int at)
        {
            const int header = 46;
            byte[] record = new byte[header + Name.Length + (IsZip64 ? Zip64Extra : 0)];
            Span<byte> bytes = record;
            "PK\x1\x2"u8.CopyTo(bytes);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], Method);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], IsZip64 ? uint.MaxValue : (uint)(Stored ?? Data.Length));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], IsZip64 ? uint.MaxValue : (uint)(Length ?? Data.Length));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[28..], (ushort)Name.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[30..], IsZip64 ? (ushort)Zip64Extra : (ushort)0);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[42..], (uint)at);
            Encoding.ASCII.GetBytes(Name, bytes[header..]);
            if (IsZip64)
            {
                Span<byte> extra = bytes[(header + Name.Length)..];
                BinaryPrimitives.WriteUInt16LittleEndian(extra, 1);
                BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], Zip64Extra - 4);
                BinaryPrimitives.WriteInt64LittleEndian(extra[4..], Length!.Value);
                BinaryPrimitives.WriteInt64LittleEndian(extra[12..], Stored!.Value);
            }

            return record;
        }
    }
}
