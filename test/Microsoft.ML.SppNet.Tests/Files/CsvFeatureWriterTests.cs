using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class CsvFeatureWriterTests
{
    [TestMethod]
    public void PathsAreQuotedWhereTheyMustBe()
    {
        using var stream = new MemoryStream();
        var writer = new CsvFeatureWriter(stream, 2);
        writer.WriteRow("a/b c.jpg", [0.1f, -0f]);
        writer.WriteRow("x,y.jpg", [float.MaxValue, float.Epsilon]);
        writer.WriteRow("say \"ü\".jpg", [1f, 0f]);

        Assert.AreEqual(
            "path,f0,f1\na/b c.jpg,0.1,-0\n\"x,y.jpg\",3.4028235E+38,1E-45\n\"say \"\"ü\"\".jpg\",1,0\n",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [TestMethod]
    public void ARowOfAnotherLengthIsRefused()
    {
        var writer = new CsvFeatureWriter(new MemoryStream(), 2);
        var error = Assert.ThrowsExactly<ArgumentException>(() => writer.WriteRow("a", [1f]));
        Assert.AreEqual("The row has 1 features, expected 2. (Parameter 'features')", error.Message);
    }
}
