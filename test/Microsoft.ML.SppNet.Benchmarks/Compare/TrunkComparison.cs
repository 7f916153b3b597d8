using System.Diagnostics;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Measures the candidates of a case by turns, so that whatever else the machine does meets all of them alike.</summary>
internal sealed class TrunkComparison(PyTorchProcess python, int threads, TimeSpan perCandidate, string folder)
{
    private const int FewestRounds = 3;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(250), WarmUp = TimeSpan.FromSeconds(1);

    internal CaseResult Measure(TrunkCase one)
    {
        var pytorch = new PyTorchTrunk(one, python, folder);
        using var onnx = new OnnxTrunk(one, pytorch.Model, threads);
        ICandidate[] candidates = [new ProductTrunk(one), new PlainModules(one), pytorch, onnx];
        Dictionary<string, List<double>> times = candidates.ToDictionary(candidate => candidate.Name, _ => new List<double>());
        foreach (ICandidate candidate in candidates)
            candidate.Time(WarmUp);
        // Once warm: a first run may take another way through the code.
        double difference = Agreement.Check(one, candidates);

        var watch = Stopwatch.StartNew();
        for (int round = 0; round < FewestRounds || watch.Elapsed < perCandidate * candidates.Length; round++)
        {
            // Forwards and backwards in turn, so that nobody always follows the same one.
            foreach (ICandidate candidate in round % 2 == 0 ? candidates : candidates.Reverse())
            {
                Rest.Wait();
                times[candidate.Name].AddRange(candidate.Time(Turn).Select(milliseconds => milliseconds / one.Batch));
            }
        }

        return new CaseResult(
            one.Network.Architecture.Name, $"{one.Size}, batch {one.Batch}",
            times.ToDictionary(entry => entry.Key, entry => new Times(entry.Value)), difference);
    }
}
