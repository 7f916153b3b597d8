using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// Reads the directory of a zip archive in memory, zip64 included (PKWARE's APPNOTE 6.3, sections 4.3 and 4.5), to find where the entries'
/// bytes lie.
/// </summary>
/// <remarks>
/// Our own, because <see cref="System.IO.Compression.ZipArchive"/> does not tell where an entry begins, so that nothing could be mapped,
/// and accepts archives whose entries overlap. Everything is held against the file's length, and the entries' bytes may share nothing.
/// </remarks>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054B50, End64Signature = 0x06064B50, Locator64Signature = 0x07064B50, EntrySignature =
        0x02014B50, LocalSignature = 0x04034B50;
    private const int EndLength = 22, Locator64Length = 20, End64Length = 56, EntryLength = 46, LocalLength = 30, MaxComment =
        ushort.MaxValue;
    private const int MaxEntries = 100_000;
    private const ushort Encrypted = 1;

    private readonly MappedFile _file;

    private ZipDirectory(MappedFile file) => _file = file;

    /// <summary>The entries by name.</summary>
    /// <exception cref="InvalidDataException">The directory is damaged, or says of an entry what cannot be.</exception>
    internal static Dictionary<string, ZipEntry> Read(MappedFile file) => new ZipDirectory(file).Read();

    private Dictionary<string, ZipEntry> Read()
    {
        (long start, long length, long count) = FindDirectory();
        if (count > MaxEntries || count * EntryLength > length)
            throw Damaged($"its directory of {length} bytes claims {count} entries");
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        long at = start;
        for (long index = 0; index < count; index++)
        {
            ZipEntry entry = ReadEntry(ref at, start, start + length);
            if (!entries.TryAdd(entry.Name, entry))
                throw Damaged($"it has two entries '{entry.Name}'");
        }
        CheckApart(entries.Values);
        return entries;
    }

    private (long Start, long Length, long Count) FindDirectory()
    {
        long end = FindEnd();
        ReadOnlySpan<byte> record = _file.Slice(end, EndLength);
        (long count, long length, long start) = (U16(record, 10), U32(record, 12), U32(record, 16));
        long limit = end;
        if (count == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue)
            (count, length, start, limit) = ReadEnd64(end);
        if (start < 0 || length < 0 || count < 0 || start > limit || length > limit - start)
            throw Damaged($"its directory of {length} bytes at byte {start} reaches over its end record at byte {limit}");
        return (start, length, count);
    }

    private long FindEnd()
    {
        for (long at = _file.Length - EndLength; at >= Math.Max(0, _file.Length - EndLength - MaxComment); at--)
        {
            ReadOnlySpan<byte> record = _file.Slice(at, EndLength);
            if (U32(record, 0) == EndSignature && at + EndLength + U16(record, 20) == _file.Length)
                return at;
        }
        throw Damaged("its directory is missing: the file is cut short, or not a zip archive at all");
    }

    private (long Count, long Length, long Start, long Limit) ReadEnd64(long end)
    {
        if (end < Locator64Length || U32(_file.Slice(end - Locator64Length, Locator64Length), 0) != Locator64Signature)
            throw Damaged("it lacks the locator of its zip64 directory");
        long at = I64(_file.Slice(end - Locator64Length, Locator64Length), 8);
        if (at < 0 || at > end - Locator64Length - End64Length || U32(_file.Slice(at, End64Length), 0) != End64Signature)
            throw Damaged("it lacks its zip64 end record");
        ReadOnlySpan<byte> record = _file.Slice(at, End64Length);
        return (I64(record, 32), I64(record, 40), I64(record, 48), at);
    }

    private ZipEntry ReadEntry(ref long at, long directory, long end)
    {
        if (end - at < EntryLength || U32(_file.Slice(at, EntryLength), 0) != EntrySignature)
            throw Damaged($"its directory is damaged at byte {at}");
        ReadOnlySpan<byte> record = _file.Slice(at, EntryLength);
        (int nameLength, int extraLength, int commentLength) = (U16(record, 28), U16(record, 30), U16(record, 32));
        if (end - at - EntryLength < nameLength + extraLength + commentLength)
            throw Damaged($"its directory is damaged at byte {at}");
        string name = Encoding.UTF8.GetString(_file.Slice(at + EntryLength, nameLength));
        (long stored, long length, long local) = (U32(record, 20), U32(record, 24), U32(record, 42));
        Widen(name, _file.Slice(at + EntryLength + nameLength, extraLength), ref length, ref stored, ref local);
        ushort method = U16(record, 10);
        if ((U16(record, 8) & Encrypted) != 0)
            throw Damaged($"its entry '{name}' is encrypted");
        if (method is not (0 or 8))
            throw Damaged($"its entry '{name}' is compressed by method {method}; known are 0, stored, and 8, deflate");
        if (stored < 0 || length < 0 || (method == 0 && stored != length))
            throw Damaged($"its entry '{name}' claims {length} bytes in {stored}");
        at += EntryLength + nameLength + extraLength + commentLength;
        return new ZipEntry(name, DataOffset(name, local, stored, directory), stored, length, method == 8);
    }

    /// <summary>Sizes and offset that do not fit 32 bits stand in an extra field, in this order, each only where its 32 bits are all
    /// ones.</summary>
    private void Widen(string name, ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long local)
    {
        while (extra.Length >= 4)
        {
            int size = U16(extra, 2);
            if (size > extra.Length - 4)
                break;
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            if (U16(extra, 0) == 1)
            {
                Take(ref field, ref length);
                Take(ref field, ref stored);
                Take(ref field, ref local);
            }
            extra = extra[(4 + size)..];
        }

        void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue)
                return;
            if (field.Length < sizeof(long))
                throw Damaged($"its entry '{name}' lacks its zip64 sizes");
            value = I64(field, 0);
            field = field[sizeof(long)..];
        }
    }

    private long DataOffset(string name, long local, long stored, long directory)
    {
        if (local < 0 || local > directory - LocalLength || U32(_file.Slice(local, LocalLength), 0) != LocalSignature)
            throw Damaged($"its entry '{name}' does not begin at byte {local} as the directory says");
        ReadOnlySpan<byte> header = _file.Slice(local, LocalLength);
        int nameLength = U16(header, 26);
        long data = local + LocalLength + nameLength + U16(header, 28);
        if (data > directory || stored > directory - data)
            throw Damaged($"its entry '{name}' of {stored} bytes reaches outside the archive");
        if (Encoding.UTF8.GetString(_file.Slice(local + LocalLength, nameLength)) != name)
            throw Damaged($"its entry '{name}' has another name where it begins");
        return data;
    }

    private void CheckApart(IEnumerable<ZipEntry> entries)
    {
        ZipEntry? last = null;
        foreach (ZipEntry entry in entries.OrderBy(entry => entry.DataOffset).ThenBy(entry => entry.StoredLength))
        {
            if (last is not null && entry.DataOffset < last.DataOffset + last.StoredLength)
                throw Damaged($"its entries '{last.Name}' and '{entry.Name}' overlap");
            last = entry;
        }
    }

    private InvalidDataException Damaged(string what) => new($"'{_file.Name}' is not a sound zip archive: {what}.");

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
