using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>The environment behind a task's <c>Trainers</c> property, which ML.NET keeps for its own extension methods.</summary>
/// <remarks>Each implements the internal <c>IInternalCatalog</c> explicitly (src/Microsoft.ML.Data/Transforms/CatalogUtils.cs in
/// dotnet/machinelearning).</remarks>
internal static class TrainerEnvironment
{
    internal static IHost Register(TrainCatalogBase.CatalogInstantiatorBase trainers, string name)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return ((IInternalCatalog)trainers).Environment.Register(name);
    }
}
