using System.Text;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The images of a training, ready to be asked for windows: in memory as far as that goes, the rest in a temporary file.</summary>
internal sealed class WindowStore(IWindowFeatures features, long memory) : IDisposable
{
    /// <summary>For each image itself, or where in the file it begins.</summary>
    private readonly List<(IImageWindows? Image, long Offset)> _images = [];

    private FileStream? _file;
    private long _held;

    internal int Count => _images.Count;

    /// <summary>Takes an image over.</summary>
    internal void Add(IImageWindows image)
    {
        if (_held + image.Bytes <= memory)
        {
            _held += image.Bytes;
            _images.Add((image, 0));
            return;
        }

        using (image)
        {
            _file ??= Temporary();
            long offset = _file.Seek(0, SeekOrigin.End);
            using var writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
            image.Write(writer);
            _images.Add((null, offset));
        }
    }

    /// <summary>Lends an image for the time of a call.</summary>
    internal void Use(int index, Action<IImageWindows> use)
    {
        (IImageWindows? held, long offset) = _images[index];
        if (held is not null)
        {
            use(held);
            return;
        }

        _file!.Position = offset;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        using IImageWindows image = features.Read(reader);
        use(image);
    }

    public void Dispose()
    {
        foreach ((IImageWindows? image, _) in _images)
            image?.Dispose();
        _file?.Dispose();
    }

    /// <summary>A file that nothing is left of when the process ends, however it ends.</summary>
    private static FileStream Temporary()
    {
        string path = Path.Combine(Path.GetTempPath(), $"sppnet-maps-{Path.GetRandomFileName()}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1 << 20, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
