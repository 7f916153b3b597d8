using System.Globalization;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet;

/// <summary>A random division of labelled examples into a training and a test part with so many examples of each class.</summary>
/// <remarks>
/// <para>The same labels, counts and seed give the same split on any machine and .NET version. The rule: the examples of class c, in the
/// order
/// given, are shuffled (Fisher–Yates, from the last to the first) with the generator SplitMix64 in the state
/// <c>(first number of SplitMix64 in state seed) + c</c>; the first <c>trainPerClass</c> are for training, those after them for
/// testing.</para>
/// <para>So the split of one class depends on the order of its own examples, its index and the seed, and on nothing else: not on how the
/// classes lie
/// between one another, nor on which other classes there are. Readers of this library give images in ordinal order of their names.</para>
/// </remarks>
public sealed class ClassSplit
{
    private ClassSplit(List<int> train, List<int> test)
    {
        train.Sort();
        test.Sort();
        Train = train;
        Test = test;
    }

    /// <summary>The indices of the training examples, ascending.</summary>
    public IReadOnlyList<int> Train { get; }

    /// <summary>The indices of the test examples, ascending.</summary>
    public IReadOnlyList<int> Test { get; }

    /// <summary>Draws a split.</summary>
    /// <param name="labels">The class of every example: an index from 0. An index that no example has is no class.</param>
    /// <param name="trainPerClass">Training examples of each class, at least 1; every class must have more examples than this.</param>
    /// <param name="testPerClass">Test examples of each class, at least 1; a class with fewer left gives all of them (the Caltech-101
    /// protocol:
    /// 30 to train, up to 50 of the rest to test).</param>
    /// <param name="seed">Another seed, another split.</param>
    /// <param name="classNames">Names of the classes for the error message.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count below 1, or a negative label.</exception>
    /// <exception cref="InvalidDataException">
    /// A class has no more than <paramref name="trainPerClass"/> examples, so that none is left to test.
    /// </exception>
    public static ClassSplit ByCount(
        IReadOnlyList<int> labels, int trainPerClass, int testPerClass, int seed, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(trainPerClass, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(testPerClass, 1);

        ulong start = new SplitMix64(unchecked((ulong)seed)).Next();
        List<int> train = [], test = [];
        foreach ((int label, int[] members) in Members(labels))
        {
            if (members.Length <= trainPerClass)
                throw new InvalidDataException(
                    $"class {classNames?[label] ?? label.ToString(CultureInfo.InvariantCulture)} has {members.Length} examples: "
                    + $"{trainPerClass} for training would leave none to test");
            SplitMix64 random = new(start + (ulong)label);
            SeededOrder.Shuffle(members, ref random);
            train.AddRange(members.AsSpan(0, trainPerClass));
            test.AddRange(members.AsSpan(trainPerClass, Math.Min(testPerClass, members.Length - trainPerClass)));
        }
        return new ClassSplit(train, test);
    }

    /// <summary>Draws a split with the same share of every class for testing.</summary>
    /// <param name="labels">As for <see cref="ByCount"/>.</param>
    /// <param name="testShare">From 0 to less than 1; of a class with two examples or more, at least one is for testing unless this is 0,
    /// and at least one
    /// for training. The only example of a class is for training.</param>
    /// <param name="seed">Another seed, another split.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share outside [0, 1), or a negative label.</exception>
    public static ClassSplit ByShare(IReadOnlyList<int> labels, double testShare, int seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!(testShare >= 0 && testShare < 1))
            throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "The share for testing is from 0 to less than 1.");
        ulong start = new SplitMix64(unchecked((ulong)seed)).Next();
        List<int> train = [], test = [];
        foreach ((int label, int[] members) in Members(labels))
        {
            SplitMix64 random = new(start + (ulong)label);
            SeededOrder.Shuffle(members, ref random);
            int tested = testShare == 0 || members.Length < 2
                ? 0
                : Math.Clamp((int)Math.Round(testShare * members.Length, MidpointRounding.AwayFromZero), 1, members.Length - 1);
            test.AddRange(members.AsSpan(0, tested));
            train.AddRange(members.AsSpan(tested));
        }
        return new ClassSplit(train, test);
    }

    private static IEnumerable<(int Label, int[] Members)> Members(IReadOnlyList<int> labels)
    {
        SortedDictionary<int, List<int>> members = [];
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] < 0)
                throw new ArgumentOutOfRangeException(nameof(labels), $"expected labels from 0 on, found {labels[i]} at index {i}");
            if (!members.TryGetValue(labels[i], out List<int>? list))
                members.Add(labels[i], list = []);
            list.Add(i);
        }
        return members.Select(pair => (pair.Key, pair.Value.ToArray()));
    }
}
