using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>
/// A view that refuses <c>ConvertToOnnx</c> in words. ML.NET's converter walks from the last view back over those it knows as transforms,
/// and a view that it does not know it takes for the data: it would write a model without the network and say nothing.
/// </summary>
/// <remarks>
/// See <c>GetPipe</c> in src/Microsoft.ML.OnnxConverter/SaveOnnxCommand.cs of dotnet/machinelearning. Where a later stage cannot be
/// converted the walk ends there, with ML.NET's own warning.
/// </remarks>
internal abstract class OnnxRefusal : ITransformCanSaveOnnx
{
    public abstract DataViewSchema Schema { get; }

    public abstract bool CanShuffle { get; }

    public abstract IDataView Source { get; }

    /// <summary>What is said instead of converting.</summary>
    private protected abstract string Refusal { get; }

    public abstract long? GetRowCount();

    public abstract DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    public abstract DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null);

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => throw new NotSupportedException(Refusal);

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => throw new NotSupportedException(Refusal);

    /// <summary>Models are saved as chains of transformers; that of single views is a way of ML.NET's older tools.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException("A view of features is not saved: save its transformer.");
}
