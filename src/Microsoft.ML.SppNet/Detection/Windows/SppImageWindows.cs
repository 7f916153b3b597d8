using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The maps of an image at all scales; each window is pooled from that of its scale.</summary>
internal sealed unsafe class SppImageWindows(SppWindowFeatures features, int width, int height, IReadOnlyList<ScaledMap> levels)
    : IImageWindows
{
    /// <summary>Windows that share a run: their vectors are still in a cache when they are scored.</summary>
    private const int Block = 128;

    private readonly FieldGeometry[] _fields =
        [.. levels.Select(level => features.Network.Field(features.MapTap, level.Height, level.Width))];

    public int Width => width;

    public int Height => height;

    public long Bytes => levels.Sum(level => level.Bytes);

    public void ForEachBlock(IReadOnlyList<ImageBox> windows, WindowBlock use)
    {
        int[] scales = [.. levels.Select(level => level.Scale)];
        int[] scaleOf = [.. windows.Select(window => ScaleChoice.Of(window, Math.Min(width, height), scales, features.Mapping))];
        using NativeTensor pooled = NativeTensor.Zeros(Math.Min(Block, windows.Count), features.Pyramid.Dimension(features.Channels));
        for (int scale = 0; scale < scales.Length; scale++)
        {
            int[] members = [.. Enumerable.Range(0, windows.Count).Where(window => scaleOf[window] == scale)];
            foreach (int[] block in members.Chunk(Block))
            {
                MapWindow[] cells = [.. block.Select(window => Cells(windows[window], scale))];
                PhaseScheduler.Run([features.Pyramid.Pooling(View(levels[scale].Map), cells, pooled.Pointer)], ComputeThreads.Count);
                using NativeTensor? vectors = features.Head(pooled);
                use(block, vectors ?? pooled);
            }
        }
    }

    /// <summary>The cells of a window in the map of a scale.</summary>
    internal MapWindow Cells(ImageBox window, int scale)
    {
        ScaledMap level = levels[scale];
        if (features.Mapping == WindowMapping.ReleasedCode)
            return ReleasedMapping.Map(window, Math.Min(width, height), level.Scale, _fields[scale]);
        double across = (double)level.Width / width, down = (double)level.Height / height;
        return _fields[scale].Window(new ImageBox(
            (float)(window.Left * across), (float)(window.Top * down), (float)(window.Right * across), (float)(window.Bottom * down)));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(width);
        writer.Write(height);
        writer.Write(levels.Count);
        foreach (ScaledMap level in levels)
        {
            foreach (int number in (int[])[level.Scale, level.Width, level.Height, (int)level.Map.Shape[1], (int)level.Map.Shape[2]])
                writer.Write(number);
            writer.Write(MemoryMarshal.AsBytes(level.Map.Floats()));
        }
    }

    internal static SppImageWindows Read(SppWindowFeatures features, BinaryReader reader)
    {
        (int width, int height) = (reader.ReadInt32(), reader.ReadInt32());
        var levels = new ScaledMap[reader.ReadInt32()];
        for (int index = 0; index < levels.Length; index++)
        {
            (int scale, int columns, int rows) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var map = new NativeTensor(1, reader.ReadInt32(), reader.ReadInt32(), features.Channels);
            levels[index] = new ScaledMap(scale, columns, rows, map);
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(map.Floats()));
        }

        return new SppImageWindows(features, width, height, levels);
    }

    public void Dispose()
    {
        foreach (ScaledMap level in levels)
            level.Dispose();
    }

    private static MapView View(NativeTensor map)
    {
        (int rows, int columns, int channels) = ((int)map.Shape[1], (int)map.Shape[2], (int)map.Shape[3]);
        return new MapView(map.Pointer, 1, channels, rows, columns, ((long)rows * columns * channels, (long)columns * channels, channels));
    }
}
