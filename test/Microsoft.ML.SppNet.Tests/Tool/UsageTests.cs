namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class UsageTests
{
    [TestMethod]
    [DataRow("", 2,
        "Say what to do: sppnet has the commands extract, inspect, weights, classify, train, fit, predict, evaluate, detect, explain. "
            + "See sppnet --help.")]
    [DataRow("extrac", 2,
        "There is no command 'extrac': sppnet has the commands extract, inspect, weights, classify, train, fit, predict, evaluate, "
            + "detect, explain. See sppnet --help.")]
    [DataRow("classify caltech", 2,
        "There is no command 'caltech': sppnet classify has the commands caltech101, voc2007, features, folder. See sppnet --help.")]
    [DataRow("weights convert", 2, "Say with what: sppnet weights convert IN OUT. See sppnet --help.")]
    [DataRow("weights convert {0}", 2, "Say with what: sppnet weights convert IN OUT. See sppnet --help.")]
    [DataRow("explain --model {0}", 2, "Say with what: sppnet explain IMAGE. See sppnet --help.")]
    [DataRow("extract", 2, "Option '--images' is required. See sppnet --help.")]
    [DataRow("extract --images {0} --output {1}/x.npy", 2,
        "Say which network to use: --network FILE, or --architecture NAME for an untrained net.")]
    [DataRow("extract --images {0} --output {1}/x.txt --architecture zf5", 2,
        "--output ends in .npy, .csv, .svm, which says the format; '{1}/x.txt' does not.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf9", 2,
        "--architecture is one of zf5, convnet5, overfeat5, overfeat7, alexnet, caffenet, alexnet-torchvision, vgg11, vgg11bn, vgg13, "
            + "vgg13bn, "
            + "vgg16, vgg16bn, vgg19, vgg19bn, resnet18, resnet34, resnet50, resnet101, resnet152, wide-resnet50-2, resnext50-32x4d, "
            + "squeezenet1.0, squeezenet1.1, mobilenet-v2, efficientnet-b0, zf5-small, overfeat5-small, "
            + "sppnet-compact, not 'zf9'. See sppnet --help.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --size 2x", 2,
        "--size takes numbers separated by commas, not '2x'. See sppnet --help.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --mean 1,2", 2,
        "--mean takes 3 numbers separated by commas, not '1,2'. See sppnet --help.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --std 1,0,1", 2,
        "StandardDeviation must be 3 finite positive numbers, one per channel; it is [1, 0, 1].")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --view crop", 2,
        "The view Crop needs a size, such as 224; only the full view works at native size.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --view round", 2,
        "--view is one of full, crop, warp, not 'round'. See sppnet --help.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --batch 0", 2,
        "--batch is a whole number from 1 to 4096, not '0'. See sppnet --help.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --levels 0", 2,
        "A pyramid level is a number of bins per side from 1 to 64, not 0.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --json {1}/../empty/x.npy", 2,
        "--json '{1}/../empty/x.npy' and --output '{1}/x.npy' are the same file.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --json {1}/x.npy.paths.txt", 2,
        "--json '{1}/x.npy.paths.txt' and --output '{1}/x.npy.paths.txt' are the same file.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --json {0}", 2,
        "--json '{0}' and --images '{0}' are the same file.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --json {1}", 3, "Cannot write '{1}': it is a folder.")]
    [DataRow("extract --images {0} --output {0}/x.npy --architecture zf5", 3, "Cannot write '{0}/x.npy': '{0}' is a file, not a folder.")]
    [DataRow("extract --images {0} --output /proc/none/x.npy --architecture zf5", 3,
        "Cannot write '/proc/none/x.npy': no file can be made in '/proc'.")]
    [DataRow("inspect --architecture zf5 --json {1}", 3, "Cannot write '{1}': it is a folder.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --stride-in conv1", 2,
        "--stride-in is for resnet50, resnet101, resnet152, and the network is zf5.")]
    [DataRow("extract --images {0} --output {1}/x.npy --network {0} --seed 3", 2,
        "--seed makes an untrained net and does not go with --network.")]
    [DataRow("extract --images {0} --output {1}/x.npy --architecture zf5 --tap conv9", 2,
        "The network zf5 has no tap 'conv9'; it has spp, conv1, conv2, conv3, conv4, conv5.")]
    [DataRow("extract --images {1}/none --output {1}/x.npy --architecture zf5", 3, "There is no image, folder or list '{1}/none'.")]
    [DataRow("extract --images {1} --output {1}/x.npy --architecture zf5", 3,
        "'{1}' has no image files in it (.jpg, .png, .bmp, .gif or .webp).")]
    [DataRow("extract --images {0} --output {1}/x.npy --network {1}/none", 3, "There is no weight file '{1}/none'.")]
    [DataRow("detect", 2, "Say what to do: sppnet detect has the commands proposals. See sppnet --help.")]
    [DataRow("detect proposals --images {0} --output {1}/b.txt", 2, "--output ends in .csv; '{1}/b.txt' does not.")]
    [DataRow("detect proposals --images {0} --output {1}/b.csv --method edges", 2,
        "--method is one of selective-search, selective-search-quality, edge-boxes, not 'edges'. See sppnet --help.")]
    [DataRow("detect proposals --images {0} --output {1}/b.csv --method edge-boxes --seed 1", 2,
        "--seed is for selective-search: edge-boxes has nothing random.")]
    [DataRow("detect proposals --images {0} --output {1}/b.csv --json {1}/b.csv.partial", 2,
        "--json '{1}/b.csv.partial' and --output '{1}/b.csv.partial' are the same file.")]
    [DataRow("detect proposals --images {0} --output {1}/b.csv --max 0", 2,
        "--max is a whole number from 1 to 2147483647, not '0'. See sppnet --help.")]
    [DataRow("inspect --network {1}/none", 3, "There is no weight file '{1}/none'.")]
    public void WhatIsWrongIsSaidInOneSentence(string line, int code, string message)
    {
        using var folder = new TemporaryFolder();
        string image = DrawnImages.Save(folder["images", "1.png"]), empty = Directory.CreateDirectory(folder["empty"]).FullName;
        ToolRun run = ToolRun.Of([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Filled(word, image, empty))]);
        Assert.AreEqual($"sppnet: {Filled(message, image, empty)}\n", run.Error);
        Assert.AreEqual("", run.Output);
        Assert.AreEqual(code, run.ExitCode);
        Assert.IsEmpty(Directory.GetFiles(empty));
    }

    [TestMethod]
    public void HelpIsNoError()
    {
        ToolRun run = ToolRun.Of("extract", "--help");
        Assert.AreEqual(0, run.ExitCode);
        Assert.AreEqual("", run.Error);
        foreach (string option in (string[])["--network", "--architecture", "--seed", "--stride-in", "--channels", "--mean", "--std",
            "--tap", "--levels", "--size",
            "--combine", "--flip", "--view", "--normalize", "--precision", "--batch", "--threads", "--device", "--json", "--quiet",
            "--skip-bad", "--images", "--output"])
            StringAssert.Contains(run.Output, option, StringComparison.Ordinal);
    }

    private static string Filled(string text, string image, string empty) =>
        text.Replace("{0}", image, StringComparison.Ordinal).Replace("{1}", empty, StringComparison.Ordinal);
}
