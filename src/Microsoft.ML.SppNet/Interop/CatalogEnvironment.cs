using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>The environment behind a catalog of <see cref="MLContext"/>, which ML.NET keeps for its own extension methods.</summary>
/// <remarks>Every catalog implements the internal <c>IInternalCatalog</c> explicitly (src/Microsoft.ML.Data/Transforms/CatalogUtils.cs in
/// dotnet/machinelearning); without it an extension method could neither log nor register a host.</remarks>
internal static class CatalogEnvironment
{
    internal static IHostEnvironment Of(DataOperationsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ((IInternalCatalog)catalog).Environment;
    }
}
