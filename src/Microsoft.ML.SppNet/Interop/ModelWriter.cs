namespace Microsoft.ML.SppNet.Interop;

/// <summary>A transformer's part of a model.zip, being written: names and values in their order, and files.</summary>
internal sealed class ModelWriter
{
    private readonly ModelSaveContext _context;

    internal ModelWriter(ModelSaveContext context, ModelFormatId format)
    {
        _context = context;
        context.CheckAtModel();
        context.SetVersionInfo(format.ToVersionInfo());
    }

    internal BinaryWriter Values => _context.Writer;

    /// <summary>A text that is not empty, among the values.</summary>
    internal void Text(string text) => _context.SaveNonEmptyString(text);

    internal void File(string name, Action<Stream> write) => _context.SaveBinaryStream(name, writer =>
    {
        writer.Flush();
        write(writer.BaseStream);
    });
}
