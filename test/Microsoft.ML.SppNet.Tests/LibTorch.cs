using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Tests hold the kernels against libtorch, which the library itself does not load.</summary>
[TestClass]
public static class LibTorch
{
    [AssemblyInitialize]
    public static void Load(TestContext context) => TorchBackend.EnsureLoaded("the tests compare with it");
}
