using System.Collections.Concurrent;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>The memory of runs, kept from one to the next.</summary>
internal sealed class RunMemory : IDisposable
{
    /// <summary>Memory beyond this is given back after a run: one huge image, or many runs at a time, must not cost their memory for
    /// good.</summary>
    private const long MostKept = (256L << 20) / sizeof(float);

    private readonly ConcurrentStack<NativeFloats> _free = [];
    private long _kept;

    internal NativeFloats Rent(long length)
    {
        if (_free.TryPop(out NativeFloats? memory))
        {
            Interlocked.Add(ref _kept, -memory.Length);
            if (memory.Length >= length)
                return memory;
            memory.Dispose();
        }

        return new NativeFloats(length);
    }

    internal void Return(NativeFloats memory)
    {
        if (Interlocked.Add(ref _kept, memory.Length) <= MostKept)
        {
            _free.Push(memory);
            return;
        }

        Interlocked.Add(ref _kept, -memory.Length);
        memory.Dispose();
    }

    public void Dispose()
    {
        foreach (NativeFloats memory in _free)
            memory.Dispose();
    }
}
