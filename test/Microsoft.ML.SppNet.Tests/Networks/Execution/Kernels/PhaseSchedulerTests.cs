using System.Collections.Concurrent;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public unsafe class PhaseSchedulerTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    public void EveryTaskRunsOnceAndPhasesDoNotOverlap(int threads)
    {
        for (int run = 0; run < 50; run++)
        {
            int current = -1, overlaps = 0;
            var done = new ConcurrentBag<(int Phase, int Task)>();
            int[] counts = [5, 1, 0, 300, 2, 40];
            Phase[] phases = [.. counts.Select((count, phase) => new Recorder(count, () => current = phase, task =>
            {
                if (Volatile.Read(ref current) != phase)
                    Interlocked.Increment(ref overlaps);
                done.Add((phase, task));
            }))];
            PhaseScheduler.Run(phases, threads, null, null, 0);

            Assert.AreEqual(0, overlaps);
            CollectionAssert.AreEquivalent(counts.SelectMany((count, phase) => Enumerable.Range(0, count).Select(task => (phase, task)))
                .ToArray(), done.ToArray());
        }
    }

    [TestMethod]
    public void HelpersThatDoNotComeDelayNobody()
    {
        using var release = new ManualResetEventSlim();
        using var busy = new CountdownEvent(8);
        // Every thread there is, and then some, is kept busy by another run.
        Task other = Task.Factory.StartNew(
            () => PhaseScheduler.Run([new Recorder(8, () => { }, _ => { busy.Signal(); release.Wait(); })], 8, null, null, 0),
            TaskCreationOptions.LongRunning);
        Assert.IsTrue(busy.Wait(TimeSpan.FromMinutes(1)), "eight threads are at work");
        int done = 0;
        PhaseScheduler.Run([new Recorder(100, () => { }, _ => Interlocked.Increment(ref done))], 4, null, null, 0);
        Assert.AreEqual(100, done);
        release.Set();
        other.Wait();
    }

    [TestMethod]
    public void AFailureEndsTheRunAndIsSaid()
    {
        Phase phase = new Recorder(10, () => { }, task =>
        {
            if (task == 4)
                throw new ArithmeticException("four is too much");
        });
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => PhaseScheduler.Run([phase], 2, null, null, 0));
        Assert.AreEqual("A task of the network failed: four is too much", error.Message);
        Assert.IsInstanceOfType<ArithmeticException>(error.InnerException);
    }

    [TestMethod]
    public void AFailureBeforeTheTasksLeavesTheHelpersFree()
    {
        Phase bad = new Recorder(10, () => throw new ArithmeticException("not prepared"), _ => { });
        Phase good = new Recorder(10, () => { }, _ => { });
        Assert.ThrowsExactly<ArithmeticException>(() => PhaseScheduler.Run([good, bad], 2, null, null, 0));
        // Each of the two tasks waits for the other, so both threads must be there.
        using var both = new Barrier(2);
        int met = 0;
        PhaseScheduler.Run([new Recorder(2, () => { }, _ =>
        {
            if (both.SignalAndWait(TimeSpan.FromSeconds(30)))
                Interlocked.Increment(ref met);
        })], 2, null, null, 0);
        Assert.AreEqual(2, met);
    }

    [TestMethod]
    public void BlocksOfMemoryNeverOverlapAndAreUsedAgain()
    {
        var memory = new MemoryPlan();
        var taken = new List<(long Start, long Length)>();
        var random = new Random(5);
        long most = 0;
        for (int step = 0; step < 2000; step++)
        {
            if (taken.Count > 12 || (taken.Count > 0 && random.Next(2) == 0))
            {
                int index = random.Next(taken.Count);
                memory.Release(taken[index].Start);
                taken.RemoveAt(index);
                continue;
            }

            long length = random.Next(1, 1000), start = memory.Take(length);
            foreach ((long other, long otherLength) in taken)
                Assert.IsTrue(start >= other + otherLength
                    || start + length <= other, $"step {step}: {start} + {length} meets {other} + {otherLength}");
            Assert.AreEqual(0, start % 16);
            Assert.IsLessThanOrEqualTo(memory.Length, start + length);
            taken.Add((start, length));
            most = Math.Max(most, taken.Sum(block => block.Length));
        }

        Assert.IsLessThan(2 * most, memory.Length, "freed blocks are used again");
    }

    private sealed class Recorder(int tasks, Action prepare, Action<int> run) : Phase
    {
        internal override int Tasks => tasks;

        internal override void Prepare(float* memory) => prepare();

        internal override void Run(float* memory, float* scratch, int task) => run(task);
    }
}
