namespace Microsoft.ML.SppNet.Weights;

/// <summary>What the few functions that a pickle of tensors may call stand for. Storages are noted, not read.</summary>
internal sealed class PyTorchRebuild(string file)
{
    private readonly Dictionary<string, PyTorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that tensors were made of, by their key in the file.</summary>
    internal IReadOnlyDictionary<string, PyTorchStorage> Storages => _storages;

    internal object Call(string function, object?[] arguments) => (function, arguments) switch
    {
        (PickleGlobals.OrderedDict, []) => new PickleDictionary(),
        (PickleGlobals.Size, [PickleTuple size]) => size,
        (PickleGlobals.Tensor, [PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides]) =>
            Tensor(storage, offset, shape, strides),
        (PickleGlobals.Tensor2, [PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..]) =>
            Tensor(storage, offset, shape, strides),
        (PickleGlobals.Parameter, [PyTorchTensor tensor, ..]) => tensor,
        _ => throw Refused($"its pickle calls '{function}' with arguments that it does not take"),
    };

    /// <summary>What stands for a storage: <c>('storage', type, key, location, count)</c>, and in files of the old format a view of
    /// another.</summary>
    internal PyTorchStorage Persistent(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, string, long count, ..] items }
            || PickleGlobals.ElementType(type.Name) is not { } element)
            throw Refused("its pickle refers to something outside it that is no storage");
        if (items is [_, _, _, _, _, not null])
            throw Refused(
                $"its storage '{key}' is a view of another, as PyTorch wrote before 0.4; load and save the file with a newer one");
        var storage = new PyTorchStorage(key, element, count);
        if (count < 0 || count > long.MaxValue / sizeof(long))
            throw Refused($"its storage '{key}' claims {count} elements");
        if (_storages.TryGetValue(key, out PyTorchStorage? known) && known != storage)
            throw Refused($"its storage '{key}' is once {known.Count} elements of {known.Type} and once {count} of {element}");
        return _storages[key] = storage;
    }

    private PyTorchTensor Tensor(PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides)
    {
        long[] sizes = Integers(shape), steps = Integers(strides);
        if (sizes.Length != steps.Length || sizes.Length > 64 || offset < 0)
            throw Refused(
                $"a tensor of storage '{storage.Key}' has the shape {ErrorText.Shape(sizes)} and the strides {ErrorText.Shape(steps)}");
        try
        {
            long count = 1, last = offset;
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                if (sizes[axis] < 0 || steps[axis] < 0)
                    throw Refused(
                        $"a tensor of storage '{storage.Key}' has the shape {ErrorText.Shape(sizes)} and the strides "
                            + $"{ErrorText.Shape(steps)}");
                count = checked(count * sizes[axis]);
                last = checked(last + (Math.Max(0, sizes[axis] - 1) * steps[axis]));
            }
            // Strides of 0 would make much of little: what has more elements than its storage is no weight.
            if (count > 0 && (last >= storage.Count || count > storage.Count))
                throw Outside(storage, sizes);
            return new PyTorchTensor(storage, offset, sizes, steps);
        }
        catch (OverflowException)
        {
            throw Outside(storage, sizes);
        }
    }

    private InvalidDataException Outside(PyTorchStorage storage, long[] shape) =>
        Refused($"a tensor of the shape {ErrorText.Shape(shape)} does not fit its storage '{storage.Key}' of {storage.Count} elements");

    private long[] Integers(PickleTuple tuple) =>
        [.. tuple.Items.Select(item => item is long value
            ? value
            : throw Refused("a tensor has a shape or strides that are no whole numbers"))];

    private InvalidDataException Refused(string what) => PickleErrors.Refused(file, what);
}
