using System.Security.Cryptography;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet;

/// <summary>How far an extraction has come.</summary>
/// <param name="Done">Images finished, those from the cache included.</param>
/// <param name="Total">Images in all.</param>
/// <param name="FromCache">Images found in the cache.</param>
public readonly record struct FeatureProgress(int Done, int Total, int FromCache);

/// <summary>Features of a whole set of images, each computed once: what the protocols train on.</summary>
public static class ImageSetFeatures
{
    /// <summary>Extracts the features of image files, taking from a cache what it has and adding to it what it lacks.</summary>
    /// <param name="extractor">Network, options and columns.</param>
    /// <param name="paths">The image files; the same file may come twice.</param>
    /// <param name="cacheFolder">Where features are kept, keyed by image content, weights and options; null keeps none. A run that is
    /// ended half-way loses nothing that it had finished.</param>
    /// <param name="progress">Receives each finished image.</param>
    /// <param name="warn">Receives a sentence where a cache was damaged and is redone.</param>
    /// <param name="skip">Receives each image that cannot be used, by its index in <paramref name="paths"/>: it gets no row. Null: the
    /// first one ends the run.</param>
    /// <param name="cancellation">Ends the run after the image at hand.</param>
    /// <returns>Per column a matrix with a row per path that was not skipped, in their order.</returns>
    /// <exception cref="ImageReadException">An image cannot be used; the message names the file.</exception>
    public static FeatureMatrix[] Extract(
        SppFeatureExtractor extractor, IReadOnlyList<string> paths, string? cacheFolder = null, IProgress<FeatureProgress>? progress = null,
        Action<string>? warn = null, Action<int, ImageReadException>? skip = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(paths);
        // Without a cache nothing is known by its content, and no file is read twice.
        string?[] hashes = cacheFolder is null ? [.. paths] : Hash(paths, skip, cancellation);
        var wanted = hashes.Select((hash, index) => (hash: hash!, index)).Where(pair => pair.hash is not null)
            .GroupBy(pair => pair.hash, pair => pair.index).ToDictionary(group => group.Key, group => group.First());
        var vectors = new Dictionary<string, float[][]>();
        using FeatureCacheFile? cache = cacheFolder is null ? null : FeatureCacheFile.Open(
            cacheFolder, FeatureCacheKey.For(extractor), extractor.Dimensions.Sum(), Keep, warn ?? (_ => { }));
        int fromCache = vectors.Count;
        progress?.Report(new FeatureProgress(fromCache, wanted.Count, fromCache));

        IEnumerable<ImageJob<(string Hash, string Path)>> missing =
            wanted.Where(entry => !vectors.ContainsKey(entry.Key)).OrderBy(entry => entry.Value)
            .Select(entry => new ImageJob<(string, string)>(
                (entry.Key, paths[entry.Value]), paths[entry.Value],
                () => cacheFolder is null ? extractor.Decode(entry.Key) : Decode(extractor, paths[entry.Value], entry.Key)));
        using var pipeline = new FeaturePipeline<(string Hash, string Path)>(extractor, [.. missing], Finished, cancellation: cancellation);
        while (pipeline.TryNext(out FeatureResult<(string Hash, string Path)> result))
        {
            if (result.Error is ImageReadException bad && skip is not null)
                Leave(result.Key.Hash, bad);
            else if (result.Error is { } error)
                throw RowErrors.Thrown(error);
        }

        return Assemble(extractor, hashes.OfType<string>(), vectors);

        void Leave(string hash, ImageReadException error)
        {
            for (int index = 0; index < hashes.Length; index++)
            {
                if (hashes[index] != hash)
                    continue;
                hashes[index] = null;
                skip(index, error.InFile(paths[index]));
            }
        }

        // Written batch by batch, not look-ahead by look-ahead: a run that is killed has then lost one batch at most.
        void Finished((string Hash, string Path) image, float[][] found)
        {
            vectors[image.Hash] = found;
            cache?.Append(Convert.FromHexString(image.Hash), Join(found));
            progress?.Report(new FeatureProgress(vectors.Count, wanted.Count, fromCache));
        }

        void Keep(ReadOnlySpan<byte> hash, ReadOnlySpan<float> vector)
        {
            string name = Convert.ToHexString(hash);
            if (wanted.ContainsKey(name))
                vectors[name] = Split(vector, extractor.Dimensions);
        }
    }

    /// <summary>Decodes a file that must still be the one that was hashed: hours may lie between.</summary>
    private static PixelImage Decode(SppFeatureExtractor extractor, string path, string hash)
    {
        using EncodedImage image = EncodedImage.Read(path);
        return Convert.ToHexString(SHA256.HashData(image.Bytes)) == hash
            ? ImageDecoder.Decode(image, extractor.Plan.Preparation.MinimumShorterSide)
            : throw new ImageReadException(path, $"'{path}' changed while its features were computed: run again");
    }

    /// <summary>SHA-256 of each file's content: an image that moves keeps its features, one that changes loses them.</summary>
    private static string?[] Hash(IReadOnlyList<string> paths, Action<int, ImageReadException>? skip, CancellationToken cancellation)
    {
        var hashes = new string?[paths.Count];
        var errors = new ImageReadException?[paths.Count];
        // Several files may be bad; one is enough to say, in its own words.
        ParallelWork.Unwrapped(() => Parallel.For(0, paths.Count, new ParallelOptions { CancellationToken = cancellation }, index =>
        {
            try
            {
                using EncodedImage image = EncodedImage.Read(paths[index]);
                hashes[index] = Convert.ToHexString(SHA256.HashData(image.Bytes));
            }
            catch (ImageReadException error) when (skip is not null)
            {
                errors[index] = error;
            }
        }));

        for (int index = 0; index < errors.Length; index++)
        {
            if (errors[index] is { } error)
                skip!(index, error);
        }

        return hashes;
    }

    private static float[] Join(float[][] columns) => columns.Length == 1 ? columns[0] : [.. columns.SelectMany(column => column)];

    private static float[][] Split(ReadOnlySpan<float> vector, IReadOnlyList<int> lengths)
    {
        var columns = new float[lengths.Count][];
        int start = 0;
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column] = vector.Slice(start, lengths[column]).ToArray();
            start += lengths[column];
        }

        return columns;
    }

    private static FeatureMatrix[] Assemble(SppFeatureExtractor extractor, IEnumerable<string> hashes,
        Dictionary<string, float[][]> vectors)
    {
        FeatureMatrix[] matrices = [.. extractor.Dimensions.Select(length => new FeatureMatrix(length))];
        foreach (string hash in hashes)
        {
            for (int column = 0; column < matrices.Length; column++)
                matrices[column].AddOwned(vectors[hash][column]);
        }

        return matrices;
    }
}
