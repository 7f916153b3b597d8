using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What every trainer's model must hold.</summary>
internal static class SavedModels
{
    /// <summary>The saved model does not mention our assembly, and what is loaded gives the same values.</summary>
    internal static void AssertSame(MLContext ml, ITransformer model, IDataView data, string column)
    {
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using var content = new MemoryStream();
                using (Stream stream = entry.Open())
                    stream.CopyTo(content);
                foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode])
                    Assert.AreEqual(-1, content.ToArray().AsSpan().IndexOf(encoding.GetBytes("SppNet")), entry.FullName);
            }
        }

        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out _);
        Assert.IsTrue(Values(model, data, column).SequenceEqual(Values(loaded, data, column)));
    }

    /// <summary>The columns that the estimator promises are those that the transformer delivers.</summary>
    internal static void AssertPromise(IEstimator<ITransformer> trainer, IDataView data, ITransformer model, params string[] columns)
    {
        SchemaShape promised = trainer.GetOutputSchema(Interop.TrainerSchema.Shape(data.Schema));
        SchemaShape delivered = Interop.TrainerSchema.Shape(model.Transform(data).Schema);
        foreach (string name in columns)
        {
            SchemaShape.Column promise = promised.Single(column => column.Name == name), delivery = delivered.Single(
                column => column.Name == name);
            Assert.AreEqual(promise.Kind, delivery.Kind);
            Assert.AreEqual(promise.ItemType, delivery.ItemType);
            Assert.AreEqual(promise.IsKey, delivery.IsKey);
            foreach (SchemaShape.Column annotation in promise.Annotations)
                Assert.IsTrue(delivery.Annotations.Any(other => other.Name == annotation.Name), $"{name}: {annotation.Name}");
        }
    }

    private static IEnumerable<float> Values(ITransformer model, IDataView data, string column)
    {
        IDataView scored = model.Transform(data);
        return scored.Schema[column].Type is VectorDataViewType
            ? scored.GetColumn<float[]>(column).SelectMany(values => values)
            : scored.GetColumn<float>(column);
    }
}
