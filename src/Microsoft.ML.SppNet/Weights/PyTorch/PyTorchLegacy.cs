using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// The format of torch.save before PyTorch 1.6: pickles of a magic number, a protocol, the machine's facts, the object, and the keys of its
/// storages; then for each key the number of its elements in 8 bytes, and they.
/// </summary>
internal static class PyTorchLegacy
{
    /// <summary>The magic number as torch.save pickles it.</summary>
    private static ReadOnlySpan<byte> Magic =>
        [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    private const long Protocol = 1001;

    internal static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <exception cref="InvalidDataException">The file is damaged, or holds something else than weights.</exception>
    internal static PyTorchFile Open(MappedFile file)
    {
        long at = Magic.Length;
        var rebuild = new PyTorchRebuild(file.Name);
        if (Next(file, rebuild, ref at) is not Protocol)
            throw PickleErrors.Refused(file.Name, $"it is of another protocol than {Protocol}, the last one before zip archives");
        if (Next(file, rebuild, ref at) is not PickleDictionary facts || !facts.TryGet("little_endian", out object? order))
            throw PickleErrors.Refused(file.Name, "it does not say in which order its bytes are");
        if (order is not true)
            throw PickleErrors.Refused(file.Name, "its numbers are big-endian; load and save it on a little-endian machine");
        object? root = Next(file, rebuild, ref at);
        if (Next(file, rebuild, ref at) is not PickleList keys)
            throw PickleErrors.Refused(file.Name, "it does not list its storages");
        Dictionary<PyTorchStorage, ZipEntry> places = Places(file, rebuild, keys, at);
        OrderedDictionary<string, PyTorchTensor> tensors = StateDictionary.Find(file.Name, root);
        foreach (PyTorchStorage storage in tensors.Values.Select(tensor => tensor.Storage))
        {
            if (!places.ContainsKey(storage))
                throw PickleErrors.Refused(file.Name, $"it lacks the storage '{storage.Key}' that its tensors are kept in");
        }
        return new PyTorchFile(file, tensors, places);
    }

    private static object? Next(MappedFile file, PyTorchRebuild rebuild, ref long at)
    {
        object? value =
            PickleReader.Read(file.Name, file.Slice(at, (int)Math.Min(file.Length - at, int.MaxValue)), rebuild, out int length);
        at += length;
        return value;
    }

    private static Dictionary<PyTorchStorage, ZipEntry> Places(MappedFile file, PyTorchRebuild rebuild, PickleList keys, long at)
    {
        var places = new Dictionary<PyTorchStorage, ZipEntry>();
        foreach (object? item in keys.Items)
        {
            if (item is not string key || !rebuild.Storages.TryGetValue(key, out PyTorchStorage? storage))
                throw PickleErrors.Refused(file.Name, "it lists a storage that none of its tensors has");
            if (file.Length - at < sizeof(long))
                throw PickleErrors.Refused(file.Name, $"it is cut short before its storage '{key}'");
            long count = BinaryPrimitives.ReadInt64LittleEndian(file.Slice(at, sizeof(long)));
            at += sizeof(long);
            if (count != storage.Count)
                throw PickleErrors.Refused(file.Name, $"its storage '{key}' has {count} elements, and its tensors say {storage.Count}");
            if (storage.Length > file.Length - at)
                throw PickleErrors.Refused(file.Name, $"it is cut short in its storage '{key}'");
            if (!places.TryAdd(storage, new ZipEntry(key, at, storage.Length, storage.Length, Deflated: false)))
                throw PickleErrors.Refused(file.Name, $"it lists its storage '{key}' twice");
            at += storage.Length;
        }
        return places;
    }
}
