namespace Microsoft.ML.SppNet.Visualization;

/// <summary>The strongest of a sequence of responses, the earlier first among those as strong.</summary>
internal sealed class TopList(int count)
{
    private readonly List<(int Image, float Value)> _found = new(count);

    internal IReadOnlyList<(int Image, float Value)> Found => _found;

    /// <summary>Takes the next image's response where it is one of the strongest so far; returns whether it is.</summary>
    internal bool Add(int image, float value)
    {
        int place = _found.Count;
        while (place > 0 && value > _found[place - 1].Value)
            place--;
        if (place == count)
            return false;
        if (_found.Count == count)
            _found.RemoveAt(count - 1);
        _found.Insert(place, (image, value));
        return true;
    }
}
