using System.Security.Cryptography;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>Fetches published weights into a folder where a file is whole or not there at all.</summary>
/// <param name="address">What file names are added to.</param>
internal sealed class WeightDownload(Uri address) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly WeightRequest _request = new(address);

    /// <summary>Opens what takes the bytes; tests put a full disk in its place.</summary>
    internal Func<string, FileMode, Stream> OpenPart { get; init; } = (path, mode) =>
        new FileStream(path, mode, FileAccess.Write, FileShare.Read);

    /// <returns>The file's path.</returns>
    /// <exception cref="InvalidDataException">What came is not what was published.</exception>
    /// <exception cref="IOException">The server does not answer, refuses or breaks off, or nothing can be written.</exception>
    internal async Task<string> FetchAsync(CatalogNetwork network, string folder, IProgress<CatalogProgress>? progress,
        CancellationToken cancellation)
    {
        string path = Path.Combine(folder, network.File), part = Path.Combine(folder, $".{network.File}.part");
        if (File.Exists(path))
            return path;
        Kept(network, folder, () => Directory.CreateDirectory(folder));
        using FileStream gate = await LockAsync(network, folder, cancellation).ConfigureAwait(false);
        // Whoever held it before may have finished.
        if (File.Exists(path))
            return path;
        bool isResumed = File.Exists(part);
        while (true)
        {
            await ReceiveAsync(network, part, progress, cancellation).ConfigureAwait(false);
            string digest = await DigestAsync(part, cancellation).ConfigureAwait(false);
            if (digest.StartsWith(network.Sha256, StringComparison.Ordinal))
                break;
            File.Delete(part);
            if (!isResumed)
                throw new InvalidDataException(
                    $"'{network.Name}': what came from {_request.AddressOf(network)} is not what was published: its SHA-256 is {digest}, "
                        + $"which does not begin with {network.Sha256}.");
            // What an earlier attempt left was of something else: once more from the beginning.
            isResumed = false;
        }

        Kept(network, folder, () =>
        {
            File.Move(part, path);
            return path;
        });
        return path;
    }

    public void Dispose() => _request.Dispose();

    private async Task ReceiveAsync(CatalogNetwork network, string part, IProgress<CatalogProgress>? progress,
        CancellationToken cancellation)
    {
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using WeightAnswer? answer = await _request.AskAsync(network, have, cancellation).ConfigureAwait(false);
        if (answer is null)
            return;
        string folder = Path.GetDirectoryName(part)!;
        long done = answer.Start;
        using Stream target = Kept(network, folder, () => OpenPart(part, done > 0 ? FileMode.Append : FileMode.Create));
        try
        {
            byte[] buffer = new byte[1 << 17];
            for (int count; (count = await answer.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
            {
                Kept(network, folder, () =>
                {
                    target.Write(buffer, 0, count);
                    target.Flush();
                    return true;
                });
                done += count;
                progress?.Report(new CatalogProgress(done, answer.Total));
                if (done / 2 > network.Bytes)
                    throw new InvalidDataException(
                        $"'{network.Name}': {_request.AddressOf(network)} sends more than twice the bytes that were published.");
            }
        }
        catch (Exception exception) when (exception is WeightStorageException or InvalidDataException)
        {
            // Neither a disk that is full nor a file that is none is helped by keeping it.
            await target.DisposeAsync().ConfigureAwait(false);
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Waits until no other process fetches the same.</summary>
    private static async Task<FileStream> LockAsync(CatalogNetwork network, string folder, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, $".{network.File}.lock");
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new WeightStorageException(network, folder, exception);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Poll, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }

    private static T Kept<T>(CatalogNetwork network, string folder, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WeightStorageException(network, folder, exception);
        }
    }
}

/// <summary>Weights cannot be written where they are kept.</summary>
internal sealed class WeightStorageException(CatalogNetwork network, string folder, Exception inner)
    : IOException($"'{network.Name}' cannot be kept in '{folder}': {inner.Message}", inner);
