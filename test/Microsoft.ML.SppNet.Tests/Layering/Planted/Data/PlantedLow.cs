using Microsoft.ML.SppNet.Features;

namespace Microsoft.ML.SppNet.Data
{
    internal static class UsesInBody
    {
        internal static int Read() => PlantedExtractor.Extract(1);
    }

    internal static class UsesInClosure
    {
        internal static Func<int> Reader(int value) => () => PlantedExtractor.Extract(value);
    }

    internal interface UsesInSignature
    {
        void Read(IReadOnlyList<PlantedChoice[]> choices);
    }
}

namespace Microsoft.ML.SppNet.Elsewhere
{
    internal static class Misplaced
    {
        internal static int Read() => 1;
    }
}
