namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>Says in words why TorchSharp did not load, where its own message blames a missing package whatever the reason.</summary>
internal static class TorchDiagnosis
{
    private static readonly string[] PlatformsWithPackage = ["linux-x64", "win-x64", "osx-arm64"];

    /// <summary>What libtorch was needed for, then why it is not there.</summary>
    /// <param name="reason">A clause, such as <c>bfloat16 was asked for</c>.</param>
    /// <param name="facts">What was found.</param>
    internal static string Needed(string reason, TorchFacts facts) =>
        $"libtorch is needed here, because {reason}, and does not load. {Describe(facts)}";

    internal static string Describe(TorchFacts facts)
    {
        if (!PlatformsWithPackage.Contains(facts.Platform))
            return $"TorchSharp has no native libtorch for {facts.Platform}: there are packages for "
                + $"{string.Join(", ", PlatformsWithPackage)}.";
        if (facts.LibTorchPath is null)
            return $"There is no libtorch beside the application: the package TorchSharp is managed code only. {Line(facts)}";
        if (facts.TorchSharp != facts.BuiltForTorchSharp || (facts.LibTorch ?? facts.BuiltForLibTorch) != facts.BuiltForLibTorch)
            return $"TorchSharp and libtorch work only as a pair: expected TorchSharp {facts.BuiltForTorchSharp} "
                + $"with libtorch {facts.BuiltForLibTorch}, found TorchSharp {facts.TorchSharp} with libtorch "
                + $"{facts.LibTorch ?? "of an unknown version"}. {Line(facts)}";
        if (facts.WantedGlibcxx is { } wanted)
            return $"The system's libstdc++ is too old: TorchSharp {facts.TorchSharp} asks for {wanted} (GCC 13), "
                + $"found {facts.FoundGlibcxx ?? "an unknown version"}, and loading without it failed{Said(facts)}. Install a newer "
                + "libstdc++ (Debian 13, Ubuntu 24.04 and later have one).";
        return $"libtorch is there ('{facts.LibTorchPath}') but does not load{Said(facts)}.";
    }

    private static string Line(TorchFacts facts)
    {
        string gpu = facts.Platform switch
        {
            "linux-x64" =>
                $"; for a GPU, <PackageReference Include=\"TorchSharp-cuda-linux\" Version=\"{facts.BuiltForTorchSharp}\" /> instead",
            "win-x64" =>
                $"; for a GPU, <PackageReference Include=\"TorchSharp-cuda-windows\" Version=\"{facts.BuiltForTorchSharp}\" /> instead",
            _ => "",
        };
        return $"Add to the project file: <PackageReference Include=\"libtorch-cpu-{facts.Platform}\" "
            + $"Version=\"{facts.BuiltForLibTorch}\" />{gpu}.";
    }

    private static string Said(TorchFacts facts) => (facts.CopyProblem, facts.LoaderMessage) switch
    {
        ({ } problem, _) => $" ({problem})",
        (_, { } message) => $" (the loader says: {message})",
        _ => "",
    };
}
