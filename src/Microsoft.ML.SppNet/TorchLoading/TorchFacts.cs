namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>What was found on the machine when TorchSharp did not load.</summary>
/// <param name="Platform">The platform as packages name it: <c>linux-x64</c>, <c>win-x64</c>, <c>osx-arm64</c>.</param>
/// <param name="BuiltForTorchSharp">The version that this library was built with.</param>
/// <param name="BuiltForLibTorch">The libtorch that goes with it.</param>
/// <param name="TorchSharp">The version of the TorchSharp assembly that is there.</param>
internal sealed record TorchFacts(string Platform, string BuiltForTorchSharp, string BuiltForLibTorch, string TorchSharp)
{
    /// <summary>Where libtorch's own library lies; null where it was not found.</summary>
    internal string? LibTorchPath { get; init; }

    /// <summary>The version of the libtorch package that the application was built with; null where unknown.</summary>
    internal string? LibTorch { get; init; }

    /// <summary>On Linux, the newest GLIBCXX version that TorchSharp's native library asks for, if the system's libstdc++ lacks
    /// it.</summary>
    internal string? WantedGlibcxx { get; init; }

    /// <summary>The newest GLIBCXX version of the system's libstdc++; null where unknown.</summary>
    internal string? FoundGlibcxx { get; init; }

    /// <summary>Why a copy that needs no newer libstdc++ could not be loaded, a clause; null where none was tried.</summary>
    internal string? CopyProblem { get; init; }

    /// <summary>What the loader said.</summary>
    internal string? LoaderMessage { get; init; }
}
