namespace Microsoft.ML.SppNet.Data;

/// <summary>One image set of PASCAL VOC 2007 (or a later year of the same layout) as the devkit lays it out.</summary>
/// <remarks>Read are <c>ImageSets/Main/&lt;set&gt;.txt</c>, <c>ImageSets/Main/&lt;class&gt;_&lt;set&gt;.txt</c> and
/// <c>Annotations/&lt;id&gt;.xml</c>;
/// the images in <c>JPEGImages</c> must be there, but none is opened. See Everingham et al., The PASCAL Visual Object Classes Challenge
/// 2007
/// development kit, sections 3 and 5.</remarks>
public sealed class PascalVoc
{
    private PascalVoc(string root, string imageSet, IReadOnlyList<VocImage> images) => (Root, ImageSet, Images) = (root, imageSet, images);

    /// <summary>The 20 classes, in the order of the devkit.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
        "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    /// <summary>The folder of <c>JPEGImages</c>, <c>Annotations</c> and <c>ImageSets</c>.</summary>
    public string Root { get; }

    /// <summary>The name of the image set.</summary>
    public string ImageSet { get; }

    /// <summary>The images, in the order of the set.</summary>
    public IReadOnlyList<VocImage> Images { get; }

    /// <summary>Reads an image set.</summary>
    /// <param name="root">The folder <c>VOC2007</c>, or the <c>VOCdevkit</c> it lies in.</param>
    /// <param name="imageSet"><c>train</c>, <c>val</c>, <c>trainval</c> or <c>test</c>.</param>
    /// <param name="warn">Takes a sentence about whatever the data set is usable without: missing class files (labels then come from the
    /// annotations: 0 where every object of the class is difficult), missing annotations (no boxes then, and enough for classification),
    /// labels of images outside the set,
    /// classes without an image, boxes that reach over their image.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such image set, or an image that it lists is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// A list, label or annotation is broken, or an image has neither label nor annotation; the message names file and line.
    /// </exception>
    public static PascalVoc Read(string root, string imageSet, Action<string>? warn = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(imageSet);
        if (Path.GetFileName(imageSet) != imageSet)
            throw new ArgumentException($"expected the name of an image set such as trainval, found '{imageSet}'", nameof(imageSet));
        ImageFolder.Open(root);
        string inside = Path.Combine(root, "VOC2007");
        VocReader reader = new(Directory.Exists(inside) ? inside : root, imageSet, warn);
        return new PascalVoc(reader.Root, imageSet, reader.ReadImages());
    }

    internal static int IndexOf(string className)
    {
        for (int i = 0; i < ClassNames.Count; i++)
        {
            if (ClassNames[i] == className)
                return i;
        }
        return -1;
    }
}
