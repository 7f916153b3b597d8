namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Lays out the memory of a run before there is any: blocks that are given up are given out again, the first that fits.</summary>
internal sealed class MemoryPlan
{
    /// <summary>Sixteen floats are a cache line, and as much as the kernels read in one go.</summary>
    private const long Alignment = 16;

    private readonly List<(long Start, long End)> _free = [];
    private readonly Dictionary<long, long> _taken = [];

    /// <summary>Floats that hold all blocks.</summary>
    internal long Length { get; private set; }

    /// <summary>Takes a block of floats; returns where it starts.</summary>
    internal long Take(long length)
    {
        length = (length + Alignment - 1) / Alignment * Alignment;
        int index = _free.FindIndex(block => block.End - block.Start >= length);
        long start = Length;
        if (index < 0)
        {
            Length += length;
        }
        else
        {
            start = _free[index].Start;
            _free[index] = (start + length, _free[index].End);
            if (_free[index].Start == _free[index].End)
                _free.RemoveAt(index);
        }

        _taken[start] = start + length;
        return start;
    }

    /// <summary>Gives a block up: from the next step on its memory may hold something else.</summary>
    internal void Release(long start)
    {
        _taken.Remove(start, out long end);
        int index = _free.FindIndex(block => block.Start > start);
        index = index < 0 ? _free.Count : index;
        if (index < _free.Count && _free[index].Start == end)
        {
            end = _free[index].End;
            _free.RemoveAt(index);
        }

        if (index > 0 && _free[index - 1].End == start)
            _free[index - 1] = (_free[index - 1].Start, end);
        else
            _free.Insert(index, (start, end));
    }
}
