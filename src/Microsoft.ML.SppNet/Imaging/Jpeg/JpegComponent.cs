namespace Microsoft.ML.SppNet.Imaging;

/// <summary>A component of a JPEG's frame: brightness or one of the colours.</summary>
/// <param name="id">What scans call it.</param>
/// <param name="across">Its sampling factor, horizontally: blocks per unit.</param>
/// <param name="down">The same vertically.</param>
internal sealed class JpegComponent(byte id, int across, int down)
{
    /// <summary>By coefficient, how many bits the scans so far left out; −1 for one that no scan has told.</summary>
    private readonly sbyte[] _missingBits = [.. Enumerable.Repeat((sbyte)-1, 64)];
    private ulong[]? _nonzero;

    internal byte Id => id;

    internal int Across => across;

    internal int Down => down;

    /// <summary>How many blocks a scan of this component alone has.</summary>
    internal int BlockCount { get; set; }

    /// <summary>By block, a bit for each coefficient that is known not to be zero.</summary>
    internal ulong[] Nonzero => _nonzero ??= new ulong[BlockCount];

    /// <summary>Whether scans have told every coefficient to its last bit.</summary>
    internal bool IsComplete => !_missingBits.AsSpan().ContainsAnyExcept((sbyte)0);

    /// <summary>Notes a scan's coefficients; false if the scan that should have come before it is missing.</summary>
    internal bool Tell(JpegBand band)
    {
        Span<sbyte> told = _missingBits.AsSpan(band.First, band.Last - band.First + 1);
        bool follows = !told.ContainsAnyExcept((sbyte)(band.BitsBefore == 0 ? -1 : band.BitsBefore));
        told.Fill((sbyte)band.BitsLeft);
        return follows || band is { BitsBefore: 0, BitsLeft: 0 };
    }
}
