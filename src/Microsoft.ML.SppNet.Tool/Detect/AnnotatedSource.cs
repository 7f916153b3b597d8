using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Images with boxes: the folder of a VOC development kit, COCO's JSON, or a list.</summary>
/// <param name="Set">Classes, images and boxes.</param>
/// <param name="ImageFolder">The folder that the names of images are relative to.</param>
internal sealed record AnnotatedSource(AnnotatedImageSet Set, string ImageFolder)
{
    internal IReadOnlyList<DetectionExample> Examples => [.. Set.Images.Select(DetectionExample.From)];

    /// <param name="data">A folder, or a file that ends in .json or .csv.</param>
    /// <param name="images">The folder of the images; null for the usual one.</param>
    /// <param name="imageSet">The set of a VOC development kit; null for its usual one.</param>
    /// <param name="usualSet">What that is.</param>
    /// <param name="warn">Hears what the data are usable without.</param>
    /// <exception cref="ToolException">The data cannot be used, or the options do not go with them.</exception>
    internal static AnnotatedSource Read(string data, string? images, string? imageSet, string usualSet, Action<string> warn)
    {
        string extension = Path.GetExtension(data).ToUpperInvariant();
        if (extension is not (".JSON" or ".CSV") || Directory.Exists(data))
        {
            if (images is not null)
                throw ToolException.Usage("--images is for boxes in .json or .csv: a VOC development kit has its images inside.");
            PascalVoc set = ToolException.RefusedAsInput(() => ToolException.RefusedAsUsage(
                () => PascalVoc.Read(data, imageSet ?? usualSet, warn)));
            return new AnnotatedSource(ToolException.RefusedAsInput(() => AnnotatedImageSet.From(set)),
                Path.GetDirectoryName(set.Images[0].Path)!);
        }

        if (imageSet is not null)
            throw ToolException.Usage("--image-set is for a VOC development kit: .json and .csv are one set.");
        return new AnnotatedSource(
            ToolException.RefusedAsInput(() => extension == ".JSON"
                ? AnnotatedImageSet.ReadCoco(data, images)
                : AnnotatedImageSet.ReadCsv(data, images)),
            images ?? Path.GetDirectoryName(Path.GetFullPath(data))!);
    }
}
