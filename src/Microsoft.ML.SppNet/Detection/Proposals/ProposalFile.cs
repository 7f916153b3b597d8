using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Boxes that were found before, by <c>sppnet detect proposals</c> or another program, from a file of comma-separated text.
/// </summary>
/// <remarks>
/// <para>
/// A header <c>image,x0,y0,x1,y1</c> or <c>image,x0,y0,x1,y1,score</c>, then a row per box: the image's path, absolute or relative to the
/// folder of the images, and the box in pixels of the image as <see cref="ImageBox"/> has it, from 0 and half open. A row with the path and
/// nothing in the other fields says that an image has no boxes.
/// </para>
/// <para>
/// An image is known by its <see cref="MLImage.Tag"/>, which is its path where <see cref="ImageFile"/> or ML.NET has loaded it.
/// </para>
/// </remarks>
public sealed class ProposalFile : IProposalMethod
{
    private readonly string _path;
    private readonly Dictionary<string, List<ListedBox>> _images;

    private ProposalFile(string path, Dictionary<string, List<ListedBox>> images) => (_path, _images) = (path, images);

    /// <summary>The number of images that the file names.</summary>
    public int Images => _images.Count;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imageFolder">The folder of the images; null for the file's own.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// A line is wrong: too few fields, no number, a coordinate below 0, a box without area; the message names the line. Or an image is
    /// named in two ways.
    /// </exception>
    public static ProposalFile Read(string path, string? imageFolder = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string folder = imageFolder ?? Path.GetDirectoryName(path) ?? "";
        var images = new Dictionary<string, List<ListedBox>>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach ((string name, List<ListedBox> boxes) in ProposalFileReader.Read(path))
        {
            if (!images.TryAdd(Path.GetFullPath(ImagePath.Resolve(folder, name)), boxes))
                throw new InvalidDataException($"'{path}' names the image '{name}' in another way as well.");
        }

        return new ProposalFile(path, images);
    }

    /// <summary>Writes a file that <see cref="Read"/> reads, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">The images, as the file is to name them, and their boxes, best first.</param>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public static void Write(string path, IEnumerable<(string Image, IReadOnlyList<ScoredBox> Boxes)> images)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(images);
        AtomicFile.Write(path, stream =>
        {
            ProposalRows.WriteHeader(stream);
            foreach ((string image, IReadOnlyList<ScoredBox> boxes) in images)
                ProposalRows.Write(stream, image, boxes);
        });
    }

    /// <summary>
    /// The boxes that the file has for an image: best first, equal ones and those of a file without scores in the file's order; of equal
    /// boxes the best.
    /// </summary>
    /// <exception cref="InvalidDataException">The file does not name the image, or has a box that is not inside it.</exception>
    /// <exception cref="ArgumentException">The image has no path.</exception>
    public IReadOnlyList<ScoredBox> Propose(MLImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (string.IsNullOrEmpty(image.Tag))
        {
            throw new ArgumentException(
                $"The boxes of '{_path}' are found by the image's path, and the image has none in its Tag.", nameof(image));
        }

        if (!_images.TryGetValue(Path.GetFullPath(image.Tag), out List<ListedBox>? boxes))
            throw new InvalidDataException($"'{_path}' has no boxes of the image '{image.Tag}'.");
        foreach ((ScoredBox box, long line) in boxes)
        {
            if (box.Box.Right > image.Width || box.Box.Bottom > image.Height)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"'{_path}' line {line}: the box ends at {box.Box.Right}, {box.Box.Bottom}, outside {SizeOf(image)}."));
            }
        }

        return [.. boxes.Select(listed => listed.Box).OrderByDescending(box => box.Score).DistinctBy(box => box.Box)];
    }

    private static string SizeOf(MLImage image) => $"'{image.Tag}', which is {image.Width} × {image.Height} pixels";
}
