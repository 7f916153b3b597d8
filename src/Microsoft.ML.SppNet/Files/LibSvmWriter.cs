namespace Microsoft.ML.SppNet.Files;

/// <summary>Writes features in LIBSVM's text format: <c>label index:value …</c>, indices from 1, zeros left out.</summary>
/// <remarks>Labels are text here; LIBSVM and LIBLINEAR themselves take numbers only.</remarks>
/// <param name="stream">Where to; not closed.</param>
public sealed class LibSvmWriter(Stream stream)
{
    private readonly Utf8Row _row = new(stream ?? throw new ArgumentNullException(nameof(stream)));

    /// <summary>Refuses a label that could not be read back; for callers that want to know before a long computation.</summary>
    /// <exception cref="ArgumentException">The label is empty, begins a comment, or has white space or a colon in it.</exception>
    public static void CheckLabel(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (label.Length == 0 || label[0] == '#' || label.Any(c => char.IsWhiteSpace(c) || c == ':'))
            throw new ArgumentException(
                $"The label '{label}' cannot stand in a LIBSVM file: it must not be empty, begin with '#', or have white space or ':' in "
                    + "it.", nameof(label));
    }

    /// <summary>Appends a row.</summary>
    /// <param name="label">The class, a name or a number.</param>
    /// <param name="features">The features, all finite.</param>
    /// <exception cref="ArgumentException">The label or a feature cannot be written.</exception>
    public void WriteRow(string label, ReadOnlySpan<float> features)
    {
        CheckLabel(label);
        for (int i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
                throw new ArgumentException(
                    $"Feature {i} of a row of class '{label}' is {features[i]:R}, which a LIBSVM file cannot hold.", nameof(features));
        }
        _row.Add(label);
        for (int i = 0; i < features.Length; i++)
        {
            if (features[i] != 0)
                _row.Add(' ').Add(i + 1).Add(':').Add(features[i]);
        }
        _row.End();
    }
}
