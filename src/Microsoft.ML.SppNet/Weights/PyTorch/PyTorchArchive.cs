namespace Microsoft.ML.SppNet.Weights;

/// <summary>The zip format of torch.save, from PyTorch 1.6 on: <c>NAME/data.pkl</c> and a file <c>NAME/data/KEY</c> per storage.</summary>
internal static class PyTorchArchive
{
    private const string Pickle = "/data.pkl";

    /// <summary>The pickle is read at once, so its length must be something that a pickle of tensors may have.</summary>
    private const long MaxPickle = 64L << 20;

    internal static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith("PK\x3\x4"u8);

    /// <exception cref="InvalidDataException">The archive is damaged, or not of PyTorch, or holds something else than weights.</exception>
    internal static IWeightFile Open(MappedFile file)
    {
        Dictionary<string, ZipEntry> entries = ZipDirectory.Read(file);
        CheckUnpacked(file, entries.Values);
        if (entries.ContainsKey("TrainingInfo/Version.txt"))
            throw PickleErrors.Refused(file.Name, "it is a model that ML.NET saved; mlContext.Model.Load and sppnet predict take it");
        ZipEntry pickle = entries.Values.FirstOrDefault(entry => entry.Name.EndsWith(Pickle, StringComparison.Ordinal))
            ?? throw PickleErrors.Refused(file.Name,
                $"it is a zip archive without 'data.pkl', which torch.save writes; its entries begin with {Names(entries)}");
        string folder = pickle.Name[..^Pickle.Length];
        if (entries.ContainsKey(folder + "/constants.pkl"))
            return new TorchScriptFile(file);
        CheckByteOrder(file, entries.GetValueOrDefault(folder + "/byteorder"));

        if (pickle.Length > MaxPickle)
            throw PickleErrors.Refused(file.Name,
                $"its pickle of {pickle.Length} bytes is longer than any of tensors, {MaxPickle} at most");
        var rebuild = new PyTorchRebuild(file.Name);
        object? root = ZipContent.With(file, pickle, bytes => PickleReader.Read(file.Name, bytes, rebuild, out _));
        OrderedDictionary<string, PyTorchTensor> tensors = StateDictionary.Find(file.Name, root);
        var places = new Dictionary<PyTorchStorage, ZipEntry>();
        foreach (PyTorchStorage storage in tensors.Values.Select(tensor => tensor.Storage).Distinct())
            places[storage] = Place(file, entries, folder, storage);
        return new PyTorchFile(file, tensors, places);
    }

    private static ZipEntry Place(MappedFile file, Dictionary<string, ZipEntry> entries, string folder, PyTorchStorage storage)
    {
        if (!entries.TryGetValue($"{folder}/data/{storage.Key}", out ZipEntry? entry))
            throw PickleErrors.Refused(file.Name, $"it lacks the entry 'data/{storage.Key}' that its tensors are kept in");
        return entry.Length == storage.Length
            ? entry
            : throw PickleErrors.Refused(file.Name,
                $"its entry 'data/{storage.Key}' has {entry.Length} bytes, and {storage.Count} elements of {storage.Type} need "
                    + $"{storage.Length}");
    }

    /// <summary>What unpacks to many times the file is no archive of weights, which hardly compress.</summary>
    private static void CheckUnpacked(MappedFile file, IEnumerable<ZipEntry> entries)
    {
        foreach (ZipEntry entry in entries.Where(entry => entry.Deflated))
        {
            if (entry.Length > 2 * file.Length)
                throw PickleErrors.Refused(file.Name,
                    $"its entry '{entry.Name}' unpacks to {entry.Length} bytes, more than twice the file's {file.Length}");
        }
    }

    private static void CheckByteOrder(MappedFile file, ZipEntry? entry)
    {
        if (entry is not null && ZipContent.With(file, entry, bytes => bytes.StartsWith("big"u8)))
            throw PickleErrors.Refused(file.Name, "its numbers are big-endian; load and save it on a little-endian machine");
    }

    private static string Names(Dictionary<string, ZipEntry> entries) =>
        entries.Count == 0 ? "none" : string.Join(", ", entries.Keys.Take(3).Select(name => $"'{name}'"));
}
