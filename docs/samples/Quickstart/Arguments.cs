using Microsoft.ML.SppNet;

namespace Quickstart;

/// <summary>What the command line says; everything has a default.</summary>
internal sealed record Arguments(IReadOnlyDictionary<string, string> Values)
{
    private static readonly string[] Names =
        ["--data", "--network", "--architecture", "--stride-in", "--tap", "--size", "--train", "--test", "--seed", "--model"];

    internal const string Help = """
        quickstart [--data FOLDER --network FILE] …
          --data FOLDER         photographs in a folder per class; without it, pictures are drawn
          --network FILE        weights; without them the network of the package
          --architecture NAME   what a weight file without a model card is of
          --stride-in conv1     where a ResNet's blocks stride, if the weights are not torchvision's (with --architecture)
          --tap NAME            the layer to read [spp, the deepest convolution]
          --size N              the shorter side in pixels, aspect kept [the network's own, else 224]
          --train N --test N    examples per class [30 and 15]
          --seed N              seed of the split [1]
          --model FILE          where the model is saved [model.zip]
        """;

    internal string? Data => Values.GetValueOrDefault("--data");

    internal string? Network => Values.GetValueOrDefault("--network");

    internal string Tap => Values.GetValueOrDefault("--tap", SppNetwork.SppTap);

    internal int? Size => Values.ContainsKey("--size") ? Number("--size", 0) : null;

    internal int TrainPerClass => Number("--train", 30);

    internal int TestPerClass => Number("--test", 15);

    internal int Seed => Number("--seed", 1);

    internal string Model => Values.GetValueOrDefault("--model", "model.zip");

    /// <summary>The architecture that was named; null where the weights say it themselves.</summary>
    internal NetworkArchitecture? Architecture
    {
        get
        {
            if (!Values.TryGetValue("--architecture", out string? name))
                return Values.ContainsKey("--stride-in") ? throw new ArgumentException("--stride-in goes with --architecture.") : null;
            var usual = new NetworkArchitecture(name);
            if (Values.ContainsKey("--stride-in") && !usual.StridePlacesDiffer)
                throw new ArgumentException($"--stride-in is for networks whose blocks may stride in either place; {name} is none.");
            return usual with { StrideIn = StrideIn ?? usual.StrideIn };
        }
    }

    internal static Arguments Parse(string[] args)
    {
        var values = new Dictionary<string, string>();
        for (int index = 0; index < args.Length; index += 2)
        {
            if (!Names.Contains(args[index]) || index + 1 == args.Length)
                throw new ArgumentException($"'{args[index]}' is no option or lacks its value.\n{Help}");
            values[args[index]] = args[index + 1];
        }

        return new Arguments(values);
    }

    private ResidualStride? StrideIn => Values.GetValueOrDefault("--stride-in") switch
    {
        null => null,
        "conv1" => ResidualStride.Conv1,
        "conv2" => ResidualStride.Conv2,
        { } other => throw new ArgumentException($"--stride-in is conv1 or conv2, not '{other}'."),
    };

    private int Number(string name, int usual) => !Values.TryGetValue(name, out string? text) ? usual
        : int.TryParse(text, out int number) && number >= 0 ? number
        : throw new ArgumentException($"{name} is a number, not '{text}'.");
}
