using System.Runtime.InteropServices;

namespace Quickstart;

/// <summary>A folder of drawn pictures that goes when the program ends, Ctrl-C included.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration[] _signals;
    private bool _deleted;

    internal PictureFolder(int perClass)
    {
        PosixSignal[] ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM];
        _signals = [.. ends.Select(signal => PosixSignalRegistration.Create(signal, _ => Delete()))];
        using IEnumerator<string> pictures = DrawnPictures.Draw(Root, perClass).GetEnumerator();
        while (DrawNext(pictures))
        {
        }
    }

    internal string Root { get; } = Directory.CreateTempSubdirectory("sppnet-quickstart-").FullName;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        Delete();
    }

    /// <summary>Picture by picture: a signal that comes meanwhile deletes between two of them.</summary>
    private bool DrawNext(IEnumerator<string> pictures)
    {
        lock (_gate)
            return !_deleted && pictures.MoveNext();
    }

    private void Delete()
    {
        lock (_gate)
        {
            if (!_deleted)
                Directory.Delete(Root, recursive: true);
            _deleted = true;
        }
    }
}
