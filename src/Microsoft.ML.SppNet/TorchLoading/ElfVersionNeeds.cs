using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>
/// The versions that a 64-bit little-endian ELF file asks of the libraries it needs (section <c>.gnu.version_r</c>, Linux Standard Base
/// 10.7), and a way to mark one of them weak, so that the dynamic loader accepts a library without it.
/// </summary>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;
    private const int RecordSize = 16;

    /// <summary>Marks every need of <paramref name="version"/> weak, in place.</summary>
    /// <returns>How many needs were marked: 0 where the file does not ask for that version.</returns>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file, or one cut short.</exception>
    internal static int MakeWeak(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        try
        {
            return MarkSection(elf, Encoding.ASCII.GetBytes(version + '\0'));
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("an ELF file whose tables point outside it", exception);
        }
    }

    /// <summary>Finds the section of needs, of which a file has one at most, and marks those of the version.</summary>
    private static int MarkSection(Span<byte> elf, ReadOnlySpan<byte> version)
    {
        long table = Offset64(elf[0x28..]), entrySize = U16(elf[0x3a..]);
        for (int index = 0; index < U16(elf[0x3c..]); index++)
        {
            Span<byte> section = At(elf, table + index * entrySize);
            if (U32(section[4..]) != VersionNeedSection)
                continue;
            long strings = Offset64(At(elf, table + U32(section[0x28..]) * entrySize)[0x18..]);
            return MarkNeeds(elf, Offset64(section[0x18..]), strings, version);
        }

        return 0;
    }

    private static int MarkNeeds(Span<byte> elf, long need, long strings, ReadOnlySpan<byte> version)
    {
        int marked = 0, records = 0;
        while (true)
        {
            Span<byte> library = At(elf, need);
            long auxiliary = need + U32(library[8..]);
            for (int left = U16(library[2..]); left > 0; left--)
            {
                // Records do not overlap: a file that leads through more of them than it has room for leads in circles.
                if (++records > elf.Length / RecordSize)
                    throw new InvalidDataException("an ELF file whose tables lead in circles");
                Span<byte> wanted = At(elf, auxiliary);
                if (At(elf, strings + U32(wanted[8..])).StartsWith(version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(wanted[4..], (ushort)(U16(wanted[4..]) | WeakFlag));
                    marked++;
                }

                auxiliary += U32(wanted[12..]);
            }

            uint next = U32(library[12..]);
            if (next == 0)
                return marked;
            // Never backwards, and never onto itself: this ends at the file's end at the latest.
            need += next;
        }
    }

    private static Span<byte> At(Span<byte> elf, long offset) => elf[checked((int)offset)..];

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long Offset64(ReadOnlySpan<byte> bytes) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
}
