namespace Microsoft.ML.SppNet.Weights;

/// <summary>Finds the weights in what a PyTorch file holds: the dictionary of tensors itself, or a checkpoint with the dictionary under one
/// of its entries.</summary>
internal static class StateDictionary
{
    /// <summary>What training programs call the weights, the most usual first. Averaged weights (ema) come after those that they are
    /// averages of.</summary>
    private static readonly string[] UsualNames =
        ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "weights", "params", "teacher",
            "state_dict_ema", "model_ema"];

    private const int MaxDepth = 4;

    /// <summary>The tensors by name, in the file's order; whatever else lies beside them is left alone.</summary>
    /// <exception cref="InvalidDataException">There are no tensors where weights usually are; the message says what there is.</exception>
    internal static OrderedDictionary<string, PyTorchTensor> Find(string file, object? root)
    {
        if (root is not PickleDictionary dictionary)
            throw PickleErrors.Refused(file, $"it holds {Describe(root)} instead of a dictionary of tensors");
        if (Search(dictionary, 0) is { } found)
            return found;
        string entries =
            string.Join(", ", dictionary.Entries.Take(8).Select(entry => $"'{entry.Key as string ?? "?"}' ({Describe(entry.Value)})"));
        throw PickleErrors.Refused(file, $"it holds no tensors of a network; its entries are {(entries.Length > 0 ? entries : "none")}");
    }

    private static OrderedDictionary<string, PyTorchTensor>? Search(PickleDictionary dictionary, int depth)
    {
        if (depth > MaxDepth)
            return null;
        foreach (string name in UsualNames)
        {
            if (dictionary.TryGet(name, out object? value) && value is PickleDictionary inner && Search(inner, depth + 1) is { } found)
                return found;
        }

        var tensors = new OrderedDictionary<string, PyTorchTensor>(StringComparer.Ordinal);
        foreach ((object? key, object? value) in dictionary.Entries)
        {
            if (key is string name && value is PyTorchTensor tensor)
                tensors[name] = tensor;
        }

        return tensors.Count > 0 ? tensors : null;
    }

    private static string Describe(object? value) => value switch
    {
        null => "nothing",
        string => "a text",
        bool => "a boolean",
        long or double => "a number",
        PyTorchTensor => "a tensor",
        PickleDictionary => "a dictionary",
        PickleList => "a list",
        PickleTuple => "a tuple",
        _ => "something else",
    };
}
