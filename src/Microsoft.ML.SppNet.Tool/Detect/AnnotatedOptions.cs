using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that name images with boxes.</summary>
/// <param name="usualSet">The image set of a VOC development kit where none is named.</param>
internal sealed class AnnotatedOptions(string usualSet)
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Images with boxes: the folder of a VOC development kit, COCO's object annotations, or a list with the header "
            + "image,class,x0,y0,x1,y1 (pixels from 0, x1 and y1 outside; optional: difficult).",
        HelpName = "VOC2007|COCO.json|BOXES.csv",
        Required = true,
    };

    private readonly Option<string?> _images = new("--images")
    {
        Description = "Where the images of a .json or .csv are. [default: its folder]", HelpName = "FOLDER",
    };

    private readonly Option<string?> _imageSet = new("--image-set")
    {
        Description = $"The image set of a VOC development kit. [default: {usualSet}]", HelpName = "NAME",
    };

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_data, _images, _imageSet])
            command.Add(option);
    }

    internal string Data(ParseResult result) => result.GetRequiredValue(_data);

    internal AnnotatedSource Read(ParseResult result, Action<string> warn) =>
        AnnotatedSource.Read(Data(result), result.GetValue(_images), result.GetValue(_imageSet), usualSet, warn);
}
