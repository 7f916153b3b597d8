using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ElfVersionNeedsTests
{
    private const int Needs = 64, Strings = 160, Sections = 240, Length = Sections + 3 * 64;

    /// <summary>Of the last section's header, all up to its link is read.</summary>
    private const int LastUsed = Sections + 2 * 64 + 0x2c;

    [TestMethod]
    public void MarksExactlyTheNamedVersion()
    {
        byte[] before = Tiny(), after = Tiny();
        Assert.AreEqual(1, ElfVersionNeeds.MakeWeak(after, "GLIBCXX_3.4.32"));
        int[] changed = [.. Enumerable.Range(0, Length).Where(index => before[index] != after[index])];
        CollectionAssert.AreEqual(new[] { Needs + 32 + 4 }, changed);
        Assert.AreEqual(2, after[changed[0]]);
        Assert.AreEqual(1, ElfVersionNeeds.MakeWeak(after, "GLIBCXX_3.4.32"), "marking again changes nothing");
    }

    [TestMethod]
    [DataRow("GLIBCXX_3.4.3")]
    [DataRow("GLIBCXX_3.4.322")]
    [DataRow("LIBCXX_3.4.32")]
    public void LeavesOtherVersionsAlone(string version)
    {
        byte[] elf = Tiny();
        Assert.AreEqual(0, ElfVersionNeeds.MakeWeak(elf, version));
        CollectionAssert.AreEqual(Tiny(), elf);
    }

    [TestMethod]
    public void WhatIsNoElfFileIsRefused()
    {
        foreach (byte[] bytes in new[] { [], new byte[64], Tiny()[..63], "#!/bin/sh"u8.ToArray(), [.. Tiny()[..4], 1, .. Tiny()[5..]] })
            Assert.AreEqual("not a 64-bit little-endian ELF file",
                Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(bytes, "V")).Message);
    }

    [TestMethod]
    public void AFileCutShortIsRefused()
    {
        for (int length = 64; length < LastUsed; length++)
            Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(Tiny().AsSpan(0, length), "GLIBCXX_3.4.32"),
                $"{length}");
        Assert.AreEqual("an ELF file whose tables point outside it",
            Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(Tiny().AsSpan(0, 100), "V")).Message);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void DamageNeverLoopsOrCrashes()
    {
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] elf = Tiny();
            for (int change = random.Next(1, 6); change > 0; change--)
                Damage(elf, random.Next(6, Length), random);
            Survives(elf);
        }
    }

    /// <summary>Records that lead back to themselves, as no linker writes them.</summary>
    [TestMethod]
    [Timeout(60_000)]
    public void RecordsInACircleAreRefused()
    {
        byte[] elf = Tiny();
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(Needs + 12), 0xFFFFFFF0);
        Survives(elf);
        elf = Tiny();
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(Needs + 2), ushort.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(Needs + 16 + 12), 0);
        Assert.AreEqual("an ELF file whose tables lead in circles",
            Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(elf, "V")).Message);
    }

    [TestMethod]
    [Timeout(120_000)]
    public void TheRealLibraryNeedsItsMarkerOnceAndSurvivesDamage()
    {
        if (NativeSearch.Find("libLibTorchSharp.so") is not { } path)
        {
            Assert.Inconclusive("skipped: no Linux backend is beside the tests");
            return;
        }

        byte[] original = File.ReadAllBytes(path), bytes = [.. original];
        Assert.AreEqual(1, ElfVersionNeeds.MakeWeak(bytes, LibStdCxxBridge.MarkerVersion));
        Assert.AreEqual(1, Enumerable.Range(0, bytes.Length).Count(index => bytes[index] != original[index]));
        int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(original.AsSpan(0x28));
        int length =
            BinaryPrimitives.ReadUInt16LittleEndian(original.AsSpan(0x3a)) * BinaryPrimitives.ReadUInt16LittleEndian(original.AsSpan(0x3c));
        var random = new Random(2);
        byte[] saved = original[table..(table + length)];
        for (int round = 0; round < 3000; round++)
        {
            saved.CopyTo(original, table);
            for (int change = random.Next(1, 8); change > 0; change--)
                Damage(original, random.Next(table, table + length), random);
            Survives(original);
        }
    }

    private static void Damage(byte[] bytes, int at, Random random) => bytes[at] = random.Next(3) switch
    {
        0 => 0,
        1 => 0xFF,
        _ => (byte)random.Next(256),
    };

    private static void Survives(byte[] elf)
    {
        try
        {
            Assert.IsGreaterThanOrEqualTo(0, ElfVersionNeeds.MakeWeak(elf, LibStdCxxBridge.MarkerVersion));
        }
        catch (InvalidDataException exception)
        {
            Assert.AreNotEqual("", exception.Message);
        }
    }

    /// <summary>A header, the needs of one library (GLIBCXX_3.4 and GLIBCXX_3.4.32), its strings and three sections.</summary>
    private static byte[] Tiny()
    {
        byte[] elf = new byte[Length];
        "\u007fELF\u0002\u0001"u8.CopyTo(elf);
        U64(0x28, Sections);
        U16(0x3a, 64);
        U16(0x3c, 3);
        U16(Needs, 1);
        U16(Needs + 2, 2);
        U32(Needs + 8, 16);
        Wanted(Needs + 16, name: 1, next: 16);
        Wanted(Needs + 32, name: 13, next: 0);
        Encoding.ASCII.GetBytes("\0GLIBCXX_3.4\0GLIBCXX_3.4.32\0").CopyTo(elf, Strings);
        U64(Sections + 64 + 0x18, Strings);
        U32(Sections + 128 + 4, 0x6ffffffe);
        U64(Sections + 128 + 0x18, Needs);
        U32(Sections + 128 + 0x28, 1);
        return elf;

        void Wanted(int at, uint name, uint next)
        {
            U32(at + 8, name);
            U32(at + 12, next);
        }

        void U16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), value);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);
        void U64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(at), value);
    }
}
