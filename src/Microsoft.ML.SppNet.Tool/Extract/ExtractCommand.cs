using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet extract</c>: features of many images into one file.</summary>
internal static class ExtractCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var images = new Option<string>("--images")
        {
            Description =
                "An image, a folder with all images below it in ordinal order of their paths, or a list of paths (.txt) in its own order.",
            HelpName = "FILE|FOLDER|LIST.txt",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description =
                "The features, a row per image: a float32 matrix (.npy, with OUT.npy.paths.txt beside it), comma-separated text (.csv), "
                + "or LIBSVM's format (.svm) with the folder as class: a number, the line of its name in OUT.svm.classes.txt.",
            HelpName = "OUT.npy|OUT.csv|OUT.svm",
            Required = true,
        };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "List an image that cannot be read on standard error and go on without it, rather than stop.",
        };
        var classes = new Option<string?>("--classes")
        {
            Description = "Number the classes of a .svm file as this file does, the OUT.svm.classes.txt of the training part, say.",
            HelpName = "FILE",
        };
        var network = new NetworkOptions();
        var features = new FeatureOptions();
        var run = new RunOptions();

        var command = new CliCommand("extract", "Write the features of images to a file.") { images, output };
        network.AddTo(command);
        features.AddTo(command);
        command.Add(classes);
        command.Add(skipBad);
        run.AddTo(command);
        command.SetAction(result => new Extraction(console, result.GetRequiredValue(images), result.GetRequiredValue(output))
        {
            SkipBad = result.GetValue(skipBad),
            ClassesPath = result.GetValue(classes),
            Network = network.Read(result),
            Features = features.Read(result),
            Run = run.Read(result),
        }.Execute(cancellation));
        return command;
    }
}
