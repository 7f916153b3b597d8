using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>
/// On which core a thread runs. Linux may wake a helper on the very core of the thread that woke it and leave both there for tenths of a
/// second while another core is idle: a run then takes twice as long. The helper therefore moves itself.
/// </summary>
internal static unsafe partial class ProcessorCore
{
    /// <summary>Words of a set of cores, one bit each: as many as the C library's own type has.</summary>
    private const int Words = 16;

    /// <summary>The calling thread's core; −1 where the system does not say.</summary>
    internal static int Current => OperatingSystem.IsLinux() ? GetCore() : -1;

    /// <summary>Moves the calling thread away from a core if it is on it and may be on others; afterwards it may be wherever it might
    /// before.</summary>
    internal static void Leave(int core)
    {
        if (core < 0 || core >= Words * 64 || Current != core)
            return;
        ulong* allowed = stackalloc ulong[Words], others = stackalloc ulong[Words];
        if (GetAffinity(0, Words * sizeof(ulong), allowed) < 0)
            return;
        new Span<ulong>(allowed, Words).CopyTo(new Span<ulong>(others, Words));
        others[core / 64] &= ~(1UL << (core % 64));
        // Refused where no other core is left; then nothing changes.
        if (SetAffinity(0, Words * sizeof(ulong), others) == 0)
            _ = SetAffinity(0, Words * sizeof(ulong), allowed);
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int GetCore();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* cores);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* cores);
}
