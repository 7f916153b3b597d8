namespace Microsoft.ML.SppNet.Tool;

/// <summary>Models that ML.NET saved.</summary>
internal static class SavedModel
{
    /// <exception cref="ToolException">There is no such file, or it is no model.</exception>
    internal static ITransformer Load(MLContext mlContext, string path)
    {
        if (!File.Exists(path))
            throw ToolException.BadInput($"There is no model '{path}'.");
        try
        {
            return mlContext.Model.Load(path, out _);
        }
        catch (Exception exception)
            when (exception.GetBaseException() is InvalidDataException or FormatException or InvalidOperationException
                or IOException or ArgumentException)
        {
            // ML.NET calls what loads a part by reflection: what is wrong is said innermost.
            throw ToolException.BadInput(
                $"'{path}' is no ML.NET model that can be loaded: {Failures.Sentence(exception.GetBaseException())}", exception);
        }
    }
}
