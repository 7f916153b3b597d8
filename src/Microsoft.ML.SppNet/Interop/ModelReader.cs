namespace Microsoft.ML.SppNet.Interop;

/// <summary>What <see cref="ModelWriter"/> wrote, being read.</summary>
internal sealed class ModelReader
{
    private readonly ModelLoadContext _context;

    /// <exception cref="InvalidDataException">The model was written by a version that this one cannot read.</exception>
    internal ModelReader(ModelLoadContext context, ModelFormatId format)
    {
        _context = context;
        // Before ML.NET looks at it, whose words are about its own version.
        if (context.Header.ModelVerWritten is var written && written != format.Version)
        {
            throw new InvalidDataException(
                $"The model was saved by another version of this library: its {format.Loader} have format {Text(written)}, and this "
                    + "version reads "
                + $"{Text(format.Version)}. Load it with the version that saved it, or fit it again.");
        }

        context.CheckAtModel(format.ToVersionInfo());
    }

    internal BinaryReader Values => _context.Reader;

    internal string Text() => _context.LoadNonEmptyString();

    private static string Text(uint version) => $"{version >> 16}.{version & 0xFFFF}";

    /// <exception cref="InvalidDataException">There is no such file.</exception>
    internal T File<T>(string name, Func<Stream, T> read)
        where T : class
    {
        T? result = null;
        bool found = _context.TryLoadBinaryStream(name, reader => result = read(reader.BaseStream));
        return found && result is not null ? result : throw new InvalidDataException($"The model has no {name}: it is damaged.");
    }
}
