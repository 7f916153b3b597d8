namespace Microsoft.ML.SppNet.Interop;

/// <summary>What <see cref="ModelWriter"/> wrote, being read.</summary>
internal sealed class ModelReader
{
    private readonly ModelLoadContext _context;

    /// <exception cref="FormatException">The model was written by a version that this one cannot read.</exception>
    internal ModelReader(ModelLoadContext context, ModelFormatId format)
    {
        _context = context;
        context.CheckAtModel(format.ToVersionInfo());
    }

    internal BinaryReader Values => _context.Reader;

    internal string Text() => _context.LoadNonEmptyString();

    /// <exception cref="InvalidDataException">There is no such file.</exception>
    internal T File<T>(string name, Func<Stream, T> read)
        where T : class
    {
        T? result = null;
        bool found = _context.TryLoadBinaryStream(name, reader => result = read(reader.BaseStream));
        return found && result is not null ? result : throw new InvalidDataException($"The model has no {name}: it is damaged.");
    }
}
