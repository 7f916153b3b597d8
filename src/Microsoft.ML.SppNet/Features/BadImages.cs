namespace Microsoft.ML.SppNet;

/// <summary>What a pipeline does with an image that cannot be read or used (<see cref="ImageReadException"/>).</summary>
public enum BadImages
{
    /// <summary>The first one ends the reading; the error names file and row.</summary>
    Throw,

    /// <summary>
    /// Its row is left out, whichever columns are read, and the log says how many were. A <c>PredictionEngine</c> has to answer and throws.
    /// </summary>
    SkipRow,

    /// <summary>
    /// Its features are NaN, and a Boolean column named after the input column, <c>ImagePathIsBad</c> for <c>ImagePath</c>, is true.
    /// Trainers do not take NaN: train on what <c>FilterRowsByMissingValues</c> leaves, or with <see cref="SkipRow"/>.
    /// </summary>
    MissingValues,
}
