using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Trains an SPP-net on images and gives an ML.NET model that classifies images of any size.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>images: text (paths, decoded anew in every epoch) or <see cref="MLImage"/> (kept in memory); label:
/// key of UInt32</description></item>
/// <item><term>Output</term><description>Score: vector of <see cref="float"/>, the classes' probabilities; PredictedLabel: key with the
/// label's names; Logits</description></item>
/// <item><term>Packages needed beside this one</term><description>a libtorch backend to train; none to predict</description></item>
/// <item><term>Model</term><description>the network with its logits as <see cref="SppFeatureTransformer"/>, and ML.NET's own
/// maximum-entropy model as their softmax</description></item>
/// </list>
/// </remarks>
public sealed class SppNetTrainer : IEstimator<TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>>
{
    /// <summary>The column of the network's logits.</summary>
    public const string LogitsColumnName = "Logits";

    private readonly IHost _host;
    private readonly SppNetTrainerOptions _options;
    private readonly string _image, _label;

    internal SppNetTrainer(IHost host, SppNetTrainerOptions options, string labelColumnName, string imageColumnName)
    {
        TrainerOptionsCheck.Check(options);
        (_host, _options, _label, _image) = (host, options, labelColumnName, imageColumnName);
    }

    /// <summary>Trains on the rows of a data view, of which paths or images are read once.</summary>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There are fewer than two classes, or the loss is no longer a number.</exception>
    public TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(TrainerSchema.Shape(input.Schema));
        var key = (KeyDataViewType)input.Schema[_label].Type;
        if (key.Count is < 2 or > int.MaxValue)
            throw new InvalidOperationException(
                $"The key type of label column '{_label}' has {key.Count} values: a classifier needs at least two.");
        int classes = (int)key.Count;
        using IChannel log = _host.Start(nameof(SppNetTrainer));
        SppNetTrainingResult result = SppNetTraining.Train(
            TrainingRows(input), null, ClassNames(input.Schema[_label], classes), WithLog(log),
                DeviceRule.Choose(_host, _options.GpuDeviceId, _options.FallbackToCpu),
            warning => log.Warning(MessageSensitivity.None, warning));
        using SppNetwork network = result.Network;
        var options = new SppFeatureOptions
        {
            Sizes = _options.TestViews is null ? [_options.CropSide] : [],
            View = _options.TestViews is null && network.Architecture.Head == NetworkHead.Pool5 ? ImageView.Crop : ImageView.Full,
            TestViews = _options.TestViews,
            GpuDeviceId = _options.GpuDeviceId,
            FallbackToCpu = _options.FallbackToCpu,
        };
        var logits =
            new SppFeatureTransformer(_host, _image, network, options, [new SppFeatureColumn(LogitsColumnName) { Taps = ["logits"] }]);
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> softmax =
            LinearModels.Softmax(_host, classes, logits.Transform(input).Schema, LogitsColumnName, _label);
        return new TransformerChain<ITransformer>(logits).Append(softmax);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureInput.Check(inputSchema, _image);
        TrainerSchema.CheckKeyLabel(_host, inputSchema, _label);
        return TrainerSchema.WithMulticlassOutput(SchemaShapes.WithVectors(inputSchema, [LogitsColumnName]), _label);
    }

    /// <summary>The label's names; their numbers from 1 where it has none.</summary>
    private static string[] ClassNames(DataViewSchema.Column label, int classes)
    {
        if (label.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is not VectorDataViewType { ItemType: TextDataViewType })
            return [.. Enumerable.Range(1, classes).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        label.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private List<TrainingImage> TrainingRows(IDataView input)
    {
        DataViewSchema.Column image = input.Schema[_image], label = input.Schema[_label];
        var images = new List<TrainingImage>();
        using DataViewRowCursor cursor = input.GetRowCursor([image, label]);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(label);
        Func<(string Name, Func<int, PixelImage> Load)> getImage = image.Type is ImageDataViewType
            ? Images(cursor, image)
            : Paths(cursor, image);
        while (cursor.MoveNext())
        {
            HostRules.CheckAlive(_host);
            uint value = 0;
            getLabel(ref value);
            (string name, Func<int, PixelImage> load) = getImage();
            // 0 is the missing key.
            if (value != 0)
                images.Add(new TrainingImage(name, (int)value - 1, load));
        }

        return images.Count > 0 ? images : throw new InvalidOperationException("A network cannot be trained on zero rows.");
    }

    private static Func<(string Name, Func<int, PixelImage> Load)> Paths(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        return () =>
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            string path = text.ToString();
            return (path, side => ImageFile.Decode(path, side));
        };
    }

    private static Func<(string Name, Func<int, PixelImage> Load)> Images(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<MLImage> getter = row.GetGetter<MLImage>(column);
        return () =>
        {
            MLImage? image = null;
            getter(ref image!);
            if (image is null)
                throw new InvalidDataException(
                    $"row {row.Position}: column '{column.Name}' has no image (LoadImages gives none for an empty path)");
            // The image belongs to the row and changes with it.
            (int width, int height, MLPixelFormat format, byte[] pixels) =
                (image.Width, image.Height, image.PixelFormat, image.Pixels.ToArray());
            return ($"row {row.Position}", _ =>
            {
                var copy = new PixelImage(width, height, format == MLPixelFormat.Rgba32 ? PixelOrder.Rgba : PixelOrder.Bgra);
                pixels.CopyTo(copy.Pixels);
                return copy;
            });
        };
    }

    /// <summary>The options with a progress that also tells MLContext.Log of every epoch.</summary>
    private SppNetTrainerOptions WithLog(IChannel log) => _options.WithProgress(new EpochLog(log, _host, _options.Progress));

    private sealed class EpochLog(IChannel log, IHost host, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            HostRules.CheckAlive(host);
            if (value.Finished is { } epoch)
                log.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
                    $"Epoch {epoch.Epoch} of {value.Epochs} at {epoch.Size}: loss {epoch.TrainLoss:f4}, validation loss "
                        + $"{epoch.ValidationLoss:f4}, accuracy {100 * epoch.ValidationAccuracy:f2} %, rate {epoch.LearningRate:g3}, "
                        + $"{epoch.Seconds:f1} s."));
            next?.Report(value);
        }
    }
}
