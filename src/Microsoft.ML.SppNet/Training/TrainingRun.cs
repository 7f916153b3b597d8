using System.Diagnostics;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>One training from the first step, or from a checkpoint, to the last: epochs, validation, learning rates, checkpoints.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly SppNetTrainerOptions _options;
    private readonly TrainingSet _set;
    private readonly TrainableNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly LearningRates _rates;
    private readonly Teacher? _teacher;
    private readonly string _task;
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew(), _training = new();
    private Dictionary<string, float[]>? _best;
    private TrainingState _state;
    private long _trained;

    internal TrainingRun(SppNetTrainerOptions options, TrainingSet set, TrainableNetwork network, Teacher? teacher, string task)
    {
        (_options, _set, _network, _teacher, _task) = (options, set, network, teacher, task);
        if (teacher is not null)
            network.Add(teacher.Parameters(network.FeatureLength, options.Seed, network.Device));
        _optimizer = Optimizer.Create(options, network.Learned);
        _rates = new LearningRates(options, (set.Train.Count + options.BatchSize - 1) / options.BatchSize);
        _state = new TrainingState { Task = task };
    }

    /// <summary>Trains; gives the best network, and what came of it.</summary>
    internal (SppNetwork Network, TrainingReport Report) Train()
    {
        Resume();
        bool cancelled = false;
        try
        {
            while (_state.Epoch < _options.Epochs && !IsOver())
                Epoch();
        }
        catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested)
        {
            cancelled = true;
            Save();
        }

        _set.Note(_state.Skipped);
        double rate = _trained / Math.Max(_training.Elapsed.TotalSeconds, 1e-9);
        var report = new TrainingReport([.. _state.Epochs], _state.BestEpoch, rate, _state.Skipped.Count, cancelled);
        return (_network.ToNetwork(_best ?? _network.Copy()), report);
    }

    public void Dispose() => _optimizer.Dispose();

    private bool IsOver() => _options.EarlyStoppingEpochs > 0 && _state.Epochs.Count - _state.BestEpoch >= _options.EarlyStoppingEpochs;

    private void Resume()
    {
        if (_options.CheckpointPath is not { } path || !File.Exists(path))
            return;
        if (!_options.Resume)
            throw new InvalidOperationException($"There is a checkpoint '{path}' already: resume from it, or name another file.");
        (_state, _best) = Checkpoint.Load(path, _task, _network, _optimizer);
        (_rates.Divisions, _rates.LeastError, _rates.EpochsSinceLeast) = (_state.Divisions, _state.LeastError, _state.EpochsSinceLeast);
        _set.SkipAgain(_state.Skipped);
    }

    private void Epoch()
    {
        var watch = Stopwatch.StartNew();
        int side = _set.SideOf(_state.Epoch);
        int[] order = _set.Order(_state.Epoch);
        double rate = _options.LearningRate;
        _training.Start();
        foreach (TrainingBatch batch in _set.Batches(_state.Epoch, side,
            order[Math.Min(order.Length, _state.StepsDone * _options.BatchSize)..]))
        {
            // An image that cannot be read makes a batch smaller; one of nothing else is passed over.
            if (batch.Indices.Length > 0)
                rate = Step(batch);
            _state.StepsDone++;
            _options.Progress?.Report(Progress(null));
            if (_sinceCheckpoint.Elapsed.TotalMinutes >= _options.CheckpointMinutes)
                Save();
            _options.CancellationToken.ThrowIfCancellationRequested();
        }

        _training.Stop();
        Finish(side, rate, watch);
    }

    private double Step(TrainingBatch batch)
    {
        double rate = _rates.At(_state.Steps);
        using (DisposeScope scope = NewDisposeScope())
        {
            ScalarType type = _options.Precision == InferencePrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
            Tensor labels = tensor(Array.ConvertAll(batch.Indices, index => (long)_set.Train[index].Label)).to(_network.Device);
            (Tensor logits, Tensor features) = _network.Forward(batch.ToTensor(_network.Device), training: true, Dropout(), type);
            Tensor loss = TrainingLoss.OfLabels(logits, labels, _options.LabelSmoothing);
            if (_teacher is not null)
                loss = _teacher.Loss(loss, features, batch.Indices, _network.Tensors);
            double value = loss.item<float>();
            if (!double.IsFinite(value))
                throw new InvalidOperationException(
                    $"The loss is {value} in epoch {_state.Epoch + 1}, step {_state.StepsDone + 1}: the network has diverged. Try a lower "
                        + $"learning rate than {rate:g3}, He initialisation, or preprocessing that scales values to about 1.");
            loss.backward();
            _state.LossSum += value * batch.Indices.Length;
        }

        _optimizer.Step(rate, _state.Steps);
        if (_options.MaximumFilterRms > 0)
            FilterLimit.Apply(_network.Learned.Values, _options.MaximumFilterRms);
        _state.Steps++;
        _state.ImagesDone += batch.Indices.Length;
        _trained += batch.Indices.Length;
        return rate;
    }

    private void Finish(int side, double rate, Stopwatch watch)
    {
        (double loss, double accuracy) = _set.Validation.Count > 0 ? Validate(side) : (double.NaN, double.NaN);
        double trainLoss = _state.ImagesDone == 0 ? double.NaN : _state.LossSum / _state.ImagesDone;
        var epoch = new TrainingEpoch(_state.Epoch + 1, side, trainLoss, loss, accuracy, rate, watch.Elapsed.TotalSeconds);
        _state.Epochs.Add(epoch);
        if (double.IsNaN(accuracy) || accuracy > _state.BestAccuracy)
        {
            (_state.BestEpoch, _state.BestAccuracy) = (epoch.Epoch, double.IsNaN(accuracy) ? double.NegativeInfinity : accuracy);
            _best = double.IsNaN(accuracy) ? null : _network.Copy();
        }

        _rates.Hear(double.IsNaN(accuracy) ? trainLoss : 1 - accuracy);
        TrainingProgress progress = Progress(epoch);
        (_state.Epoch, _state.StepsDone, _state.LossSum, _state.ImagesDone) = (_state.Epoch + 1, 0, 0, 0);
        Save();
        _options.Progress?.Report(progress);
    }

    private (double Loss, double Accuracy) Validate(int side)
    {
        double sum = 0;
        int right = 0, count = 0;
        using IDisposable mode = no_grad();
        foreach (TrainingBatch batch in _set.ValidationBatches(side))
        {
            using DisposeScope scope = NewDisposeScope();
            if (batch.Indices.Length == 0)
                continue;
            Tensor labels = tensor(Array.ConvertAll(batch.Indices, index => (long)_set.Validation[index].Label)).to(_network.Device);
            Tensor logits = _network.Forward(batch.ToTensor(_network.Device), training: false).Logits;
            sum += TrainingLoss.OfLabels(logits, labels, 0).item<float>() * (double)batch.Indices.Length;
            right += (int)logits.argmax(1).eq(labels).sum().item<long>();
            count += batch.Indices.Length;
        }

        return count == 0 ? (double.NaN, double.NaN) : (sum / count, (double)right / count);
    }

    /// <summary>Zeros at random places, the rest scaled up so that the sum stays (Hinton et al. 2012), from numbers of our own: libtorch's
    /// are no part of a checkpoint.</summary>
    private Func<Tensor, Tensor>? Dropout()
    {
        if (_options.Dropout <= 0)
            return null;
        SplitMix64 random = TrainingNumbers.For(_options.Seed, TrainingNumbers.Use.Dropout, index: _state.Steps);
        return vectors =>
        {
            float[] mask = new float[vectors.NumberOfElements];
            float kept = (float)(1 / (1 - _options.Dropout));
            for (int index = 0; index < mask.Length; index++)
                mask[index] = random.NextDouble() < _options.Dropout ? 0 : kept;
            return vectors * tensor(mask).reshape(vectors.shape).to(vectors.device);
        };
    }

    private TrainingProgress Progress(TrainingEpoch? finished) => new(
        _state.Epoch + 1, _options.Epochs, _state.ImagesDone, _set.Train.Count,
        _state.ImagesDone == 0 ? double.NaN : _state.LossSum / _state.ImagesDone, finished);

    private void Save()
    {
        if (_options.CheckpointPath is not { } path)
            return;
        (_state.Divisions, _state.LeastError, _state.EpochsSinceLeast) = (_rates.Divisions, _rates.LeastError, _rates.EpochsSinceLeast);
        _set.Note(_state.Skipped);
        Checkpoint.Save(path, _state, _network, _optimizer, _best);
        _sinceCheckpoint.Restart();
    }
}
