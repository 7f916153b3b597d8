using System.Text.Json;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A result for programs: whole or not at all.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Options =
        new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Writes a value's properties under their names in camel case; nothing where no file was asked for.</summary>
    internal static void Write<T>(string? path, T value)
    {
        if (path is not null)
            AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Options));
    }
}
