using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>
/// The versions that a 64-bit little-endian ELF file asks of the libraries it needs (section <c>.gnu.version_r</c>, Linux Standard Base
/// 10.7), and a way to mark one of them weak, so that the dynamic loader accepts a library without it.
/// </summary>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Marks every need of <paramref name="version"/> weak, in place.</summary>
    /// <returns>How many needs were marked: 0 where the file does not ask for that version.</returns>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file, or one cut short.</exception>
    internal static int MakeWeak(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        try
        {
            return MarkSections(elf, Encoding.ASCII.GetBytes(version));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new InvalidDataException("an ELF file whose tables point outside it", exception);
        }
    }

    private static int MarkSections(Span<byte> elf, ReadOnlySpan<byte> version)
    {
        int table = Offset64(elf[0x28..]), entrySize = U16(elf[0x3a..]), count = U16(elf[0x3c..]), marked = 0;
        for (int index = 0; index < count; index++)
        {
            Span<byte> section = elf.Slice(table + index * entrySize, entrySize);
            if (U32(section[4..]) != VersionNeedSection)
                continue;
            int needs = Offset64(section[0x18..]), strings = Offset64(elf.Slice(table + (int)U32(section[0x28..]) * entrySize, entrySize)[0x18..]);
            marked += MarkNeeds(elf, needs, strings, version);
        }

        return marked;
    }

    private static int MarkNeeds(Span<byte> elf, int need, int strings, ReadOnlySpan<byte> version)
    {
        int marked = 0;
        while (true)
        {
            int auxiliary = need + (int)U32(elf[(need + 8)..]);
            for (int left = U16(elf[(need + 2)..]); left > 0; left--)
            {
                Span<byte> name = elf[(strings + (int)U32(elf[(auxiliary + 8)..]))..];
                if (name[..version.Length].SequenceEqual(version) && name[version.Length] == 0)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(auxiliary + 4)..], (ushort)(U16(elf[(auxiliary + 4)..]) | WeakFlag));
                    marked++;
                }

                auxiliary += (int)U32(elf[(auxiliary + 12)..]);
            }

            int next = (int)U32(elf[(need + 12)..]);
            if (next == 0)
                return marked;
            need += next;
        }
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static int Offset64(ReadOnlySpan<byte> bytes) => (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
