using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Follows the column that a model reads back through the stages of its pipeline.</summary>
/// <param name="stages">The stages, those of inner pipelines in their place.</param>
internal sealed class FeatureSources(IReadOnlyList<ITransformer> stages)
{
    /// <summary>How a column comes about.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="end">The stage that reads it: those before it count.</param>
    /// <exception cref="InvalidOperationException">It is not made of pooled maps alone, or in a way that cannot be followed.</exception>
    internal FeatureSource Find(string column, int end)
    {
        for (int index = end - 1; index >= 0; index--)
        {
            FeatureSource? source = stages[index] is SppFeatureTransformer features
                ? Pooled(features, column)
                : ColumnSteps.Of(stages[index], column) is { } step ? Follow(step, column, index) : null;
            if (source is not null)
                return source;
        }

        throw new InvalidOperationException(
            $"The column '{column}' comes with the data, not from ExtractSppFeatures: its numbers belong to no place in the image.");
    }

    /// <summary>
    /// Whether LoadImages makes the images that an SPP stage reads; false where they, their paths or their bytes are the data's own.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something else makes or changes the images.</exception>
    internal bool LoadsImages(SppFeatureTransformer features)
    {
        string column = features.InputColumnName;
        for (int index = stages.TakeWhile(stage => !ReferenceEquals(stage, features)).Count() - 1; index >= 0; index--)
        {
            switch (stages[index] is SppFeatureTransformer ? null : ColumnSteps.Of(stages[index], column))
            {
                case null:
                    break;
                case CopiedColumn copy:
                    column = copy.Input;
                    break;
                case OtherStep { Input: { } paths } when stages[index] is ImageLoadingTransformer loading:
                    return LoadsPixels(loading, paths, column);
                default:
                    throw new InvalidOperationException(
                        $"Before ExtractSppFeatures is a {ColumnSteps.Name(stages[index])}, which may change the images of column "
                        + $"'{column}': give the image as it is after that, an MLImage, rather than a path.");
            }
        }

        return false;
    }

    /// <summary>LoadImages gives pixels, or the bytes of the file, which ExtractSppFeatures then decodes as it does a file.</summary>
    private static bool LoadsPixels(ImageLoadingTransformer loading, string paths, string images)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(paths, TextDataViewType.Instance);
        return loading.GetOutputSchema(schema.ToSchema())[images].Type is ImageDataViewType;
    }

    private FeatureSource Follow(ColumnStep step, string column, int index) => step switch
    {
        CopiedColumn copy => Find(copy.Input, index),
        JoinedColumns joined => new JoinedSource([.. joined.Inputs.Select(input => Find(input, index))]),
        ScaledColumn scaled => new ScaledSource(Find(scaled.Input, index), scaled),
        NormalizedRow row => new NormalizedSource(Find(row.Input, index), row),
        OtherStep { Input: not null } other => throw new InvalidOperationException(
            $"The column '{column}' is made by a {other.Stage}, through which a score is no sum over the cells of a map."),
        OtherStep other => throw new InvalidOperationException(
            $"The column '{column}' goes through a {other.Stage}, which may change it: a score cannot be followed through that."),
        _ => throw new NotSupportedException(step.GetType().Name),
    };

    private static PooledSource? Pooled(SppFeatureTransformer features, string column)
    {
        IReadOnlyList<PlannedColumn> columns = features.Extractor.Plan.Columns;
        int index = columns.TakeWhile(planned => planned.Name != column).Count();
        if (index == columns.Count)
            return null;
        if (columns[index].Parts.FirstOrDefault(part => part.Pyramid is null) is { } vector)
        {
            throw new InvalidOperationException(
                $"The column '{column}' holds '{features.Extractor.Plan.Taps[vector.Tap]}', a vector of the network's head: "
                + "only what is pooled from a feature map belongs to places in the image.");
        }

        return new PooledSource(features, index);
    }
}
