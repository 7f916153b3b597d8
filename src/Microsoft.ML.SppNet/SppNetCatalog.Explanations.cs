using Microsoft.ML.Data;
using Microsoft.ML.SppNet;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML;

/// <content>Explanations of predictions.</content>
public static partial class SppNetCatalog
{
    /// <summary>
    /// Takes the score that a linear model on SPP features gives an image apart, exactly (see <see cref="LinearExplainer"/>).
    /// </summary>
    /// <param name="model">A fitted pipeline, or one that <c>mlContext.Model.Load</c> gave.</param>
    /// <param name="imagePath">The image file.</param>
    /// <param name="className">The class; null for the predicted one.</param>
    /// <example><code>ScoreExplanation why = model.Explain("photo.jpg", "mountain_bike");</code></example>
    /// <exception cref="InvalidOperationException">
    /// The model has no SPP features, no linear model, or something between that cannot be followed.
    /// </exception>
    /// <exception cref="ImageReadException">The image cannot be read or is of a size that the network cannot take.</exception>
    /// <exception cref="ArgumentException">The model has no such class.</exception>
    public static ScoreExplanation Explain(this ITransformer model, string imagePath, string? className = null) =>
        new LinearExplainer(model).Read(imagePath).Explain(className);

    /// <inheritdoc cref="Explain(ITransformer, string, string?)"/>
    /// <param name="model">A fitted pipeline, or one that <c>mlContext.Model.Load</c> gave.</param>
    /// <param name="image">The image as it stands in the model's column of images; it stays the caller's.</param>
    /// <param name="className">The class; null for the predicted one.</param>
    public static ScoreExplanation Explain(this ITransformer model, MLImage image, string? className = null) =>
        new LinearExplainer(model).Read(image).Explain(className);
}
