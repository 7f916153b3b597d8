using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet;

/// <summary>Trained networks: the one that is in this package, and those that other NuGet packages put beside an application.</summary>
public static class PretrainedNetworks
{
    private const string DefaultFile = "sppnet-compact.safetensors";
    private const string ResNet18Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18", ResNet18Version = "0.23.1";

    /// <summary>The means of the three channels of the package's mean image (its ResNetPreprocess.onnx), in BGR order.</summary>
    private static readonly float[] ResNet18Mean = [103.06262f, 115.90288f, 123.15163f];

    /// <summary>Loads the network that is used where none is named: <c>sppnet-compact</c>, trained with this library on small photographs
    /// of 202 classes.</summary>
    /// <remarks>
    /// Its model card (<see cref="SppNetwork.Card"/>) says what it was trained on and how, and the size at which it sees images;
    /// docs/default-network.md says how well it does. It is small and fast; for the best accuracy take a network that was trained on
    /// ImageNet.
    /// </remarks>
    /// <returns>The network; the caller disposes it.</returns>
    public static SppNetwork Default()
    {
        using SafetensorsFile file = OpenDefault();
        return SppNetwork.Load(file);
    }

    /// <summary>The default network of pipelines, which nobody disposes: one for the whole process.</summary>
    internal static Lazy<SppNetwork> Shared { get; } = new(Default);

    /// <summary>The weights in this assembly.</summary>
    internal static SafetensorsFile OpenDefault()
    {
        using Stream stream = typeof(PretrainedNetworks).Assembly.GetManifestResourceStream(DefaultFile)
            ?? throw new InvalidOperationException($"The library lacks its resource '{DefaultFile}'.");
        return SafetensorsFile.Read(stream, DefaultFile);
    }

    /// <summary>Loads ResNet-18, trained on ImageNet, from the files of the package
    /// <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c>.</summary>
    /// <remarks>
    /// The package's code is not needed, only <c>DnnImageModels/ResNet18Onnx/ResNet18.onnx</c>, which it copies beside the application.
    /// Taps: <c>block2</c>, <c>block4</c>, <c>block6</c> and <c>block8</c> (which is <c>spp</c>) end the four stages, with 64, 128, 256 and
    /// 512 channels; <c>average</c> is the vector of 512 numbers that ML.NET's own <c>DnnFeaturizeImage</c> gives, there of images forced
    /// to 224 × 224. Its mean image is taken as one mean for each channel.
    /// </remarks>
    /// <returns>The network; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">The application lacks the package; the message has the line that adds it.</exception>
    public static SppNetwork ResNet18() => ResNet18(AppContext.BaseDirectory);

    internal static SppNetwork ResNet18(string folder)
    {
        string path = Path.Combine(folder, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"There is no '{path}'. Add the trained weights to the application: dotnet add package {ResNet18Package} --version "
                    + $"{ResNet18Version}", path);
        using IWeightFile file = WeightFile.Open(path);
        RecognisedWeights weights = WeightRecognition.Of(file, isPreprocessingSaid: true);
        return SppNetwork.Load(weights with
        {
            Card = weights.Card with
            {
                Preprocessing = new Preprocessing { Channels = ChannelOrder.Bgr, Mean = ResNet18Mean },
                Source = $"NuGet package {ResNet18Package} {ResNet18Version}: ResNet-18 trained on ImageNet",
                Licence = "MIT",
            },
        });
    }
}
