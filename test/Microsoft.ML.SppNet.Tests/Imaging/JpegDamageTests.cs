using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// JPEGs that have their end marker and lack data: Skia fills up with grey and says nothing. The fixtures are of
/// test/oracles/jpeg_files.py.
/// </summary>
[TestClass]
public sealed class JpegDamageTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    public static IEnumerable<object[]> Fixtures() =>
        Directory.GetFiles(TestImages.Fixture("Jpeg"), "*.jpg").Select(Path.GetFileName).Order(StringComparer.Ordinal)
        .Select(name => new object[] { name! });

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void AWholeFileIsWhole(string name)
    {
        byte[] content = Read(name);
        Assert.IsNull(JpegDamage.Find(content));
        Assert.IsNull(JpegDamage.Find([.. content[..^2], .. new byte[50], 0xFF, 0xFF, 0xFF, 0xD9, .. content]),
            "bytes before and behind the end marker");
        using MLImage image = ImageFile.Load(content, name);
        Assert.AreEqual((93, 67), (image.Width, image.Height));
    }

    /// <summary>With nothing behind the cut but the end marker; the last byte may be padding.</summary>
    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void CutAnywhereWithAnEndMarkerPutBehindItIsDamaged(string name)
    {
        byte[] content = Read(name);
        for (int length = DataStart(content); length < content.Length - 3; length += 1 + content.Length / 3000)
        {
            byte[] cut = [.. content[..length], 0xFF, 0xD9];
            string message =
                Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load(cut, name), $"{length} of {content.Length} bytes").Message;
            Assert.StartsWith($"'{name}': the JPEG image is ", message);
        }
    }

    [TestMethod]
    public void WhatLibjpegWarnsOfIsDamaged()
    {
        int damaged = 0;
        foreach (Damaged @case in JsonSerializer.Deserialize<Damaged[]>(File.ReadAllBytes(TestImages.Fixture("Jpeg/damaged.json")),
            JsonSerializerOptions.Web)!)
        {
            if (!@case.MustBeRefused)
                continue;
            Assert.IsNotNull(JpegDamage.Find(@case.Apply(Read(@case.File))), @case.ToString());
            damaged++;
        }

        Assert.IsGreaterThan(200, damaged);
    }

    [TestMethod]
    public void MissingScansAreDamage()
    {
        foreach (string name in new[] { "progressive-420.jpg", "progressive-grey.jpg", "progressive-restart.jpg", "progressive-cmyk.jpg" })
        {
            byte[] content = Read(name);
            int[] scans = [.. Enumerable.Range(0, content.Length - 1).Where(i => content[i] == 0xFF && content[i + 1] == 0xDA)];
            Assert.IsGreaterThan(5, scans.Length);
            for (int scan = 1; scan < scans.Length; scan++)
                Assert.AreEqual("scans are missing, so the picture lacks detail", JpegDamage.Find([.. content[..scans[scan]], 0xFF, 0xD9]),
                    $"{name}, {scan}");
            for (int scan = 0; scan + 1 < scans.Length; scan++)
                Assert.IsNotNull(JpegDamage.Find([.. content[..scans[scan]], .. content[scans[scan + 1]..]]),
                    $"{name} without scan {scan} and the next one's tables");
        }
    }

    [TestMethod]
    [DataRow("baseline-420.jpg", 0.5, "compressed data are missing after 30 % of the picture")]
    [DataRow("baseline-best.jpg", 0.9, "compressed data are missing after 87 % of the picture")]
    [DataRow("restart.jpg", 0.5, "compressed data are missing after 30 % of the picture")]
    [DataRow("progressive-420.jpg", 0.5, "compressed data are missing after 57 % of the picture")]
    public void TheMessageSaysHowMuchIsThere(string name, double share, string problem)
    {
        byte[] content = Read(name);
        string path = _files.Write(name, [.. content[..(int)(content.Length * share)], 0xFF, 0xD9]);
        string message = $"'{path}': the JPEG image is damaged: {problem}";
        using MLImage theirs = TestImages.AsMLNet(path);
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load(path)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => ImageFile.RequireComplete(theirs)).Message,
            "what LoadImages took");
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Decode(path, minimumShorterSide: 2)).Message,
            "reduced");
    }

    /// <summary>
    /// Zeros stand for short codes: sooner or later too many data are left, or too few. What ends with too many cannot be told from a
    /// camera's padding.
    /// </summary>
    [TestMethod]
    public void AZeroedStretchIsMostlyFound()
    {
        int found = 0, all = 0;
        foreach (object[] fixture in Fixtures())
        {
            byte[] content = Read((string)fixture[0]);
            for (int from = DataStart(content); from < content.Length - 300; from += 37, all++)
            {
                byte[] zeroed = [.. content];
                zeroed.AsSpan(from, 200).Clear();
                found += JpegDamage.Find(zeroed) is null ? 0 : 1;
            }
        }

        Assert.IsGreaterThan(all * 6 / 10, found);
    }

    [TestMethod]
    public void ARestartMarkerOutOfOrderIsDamage()
    {
        byte[] content = Read("restart.jpg");
        int second = content.AsSpan().IndexOf([(byte)0xFF, (byte)0xD1]);
        content[second + 1] = 0xD2;
        Assert.AreEqual("a restart marker is missing after 26 % of the picture", JpegDamage.Find(content));
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void NoBytesMakeItFail(string name)
    {
        byte[] content = Read(name);
        for (int length = 0; length <= content.Length; length++)
            JpegDamage.Find(content.AsSpan(0, length));
        var random = new Random(5);
        int found = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] changed = [.. content];
            for (int change = random.Next(1, 9); change > 0; change--)
                changed[random.Next(round % 2 == 0 ? 700 : changed.Length)] = (byte)random.Next(256);
            found += JpegDamage.Find(changed) is null ? 0 : 1;
        }

        Assert.IsGreaterThan(300, found);
    }

    [TestMethod]
    public void EveryPhotographAtHandIsWhole()
    {
        string[] files = [.. Directory.EnumerateFiles(SharedData.Require("data"), "*.jpg", SearchOption.AllDirectories)];
        Assert.IsGreaterThan(5000, files.Length);
        Parallel.ForEach(files, file => Assert.IsNull(JpegDamage.Find(File.ReadAllBytes(file)), file));
    }

    private static byte[] Read(string name) => File.ReadAllBytes(TestImages.Fixture("Jpeg/" + name));

    private static int DataStart(byte[] content)
    {
        int scan = content.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        return scan + 2 + content[scan + 2] * 256 + content[scan + 3];
    }

    private sealed record Damaged(string File, string Kind, int At, int Value, string Warning)
    {
        /// <summary>Bytes left over before the end marker are not known to be damage.</summary>
        internal bool MustBeRefused => Warning != "" && !Warning.EndsWith("bytes before marker 0xd9", StringComparison.Ordinal)
            && !(Warning.Contains(" extraneous ", StringComparison.Ordinal) && Warning.Split(' ')[3].Length == 1
                && Warning.Split(' ')[3][0] <= '3');

        internal byte[] Apply(byte[] content)
        {
            if (Kind == "cut")
                return [.. content[..At], 0xFF, 0xD9];
            if (Kind == "zero")
                content.AsSpan(At, Math.Min(Value, content.Length - 2 - At)).Clear();
            else
                content[At] = (byte)Value;
            return content;
        }
    }
}
