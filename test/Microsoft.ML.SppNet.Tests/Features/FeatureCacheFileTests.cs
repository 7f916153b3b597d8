using Microsoft.ML.SppNet.Features;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class FeatureCacheFileTests
{
    [TestMethod]
    public void ADiskThatIsFullEndsTheKeepingAndNotTheRun()
    {
        List<string> warnings = [];
        var disk = new FillingDisk(room: 100);
        using (var cache = new FeatureCacheFile(disk, "c.features", length: 2, warnings.Add))
        {
            for (int image = 0; image < 5; image++)
                cache.Append(new byte[FeatureCacheFile.HashBytes], [1, 2]);
        }

        Assert.AreEqual(
            "The feature cache 'c.features' cannot be written any more: features are not kept from here on. (No space left on device)",
            warnings.Single());
        Assert.HasCount(96, disk.ToArray(), "two records of 48 bytes");
    }

    private sealed class FillingDisk(int room) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > room)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw new IOException("No space left on device");
        }
    }
}
