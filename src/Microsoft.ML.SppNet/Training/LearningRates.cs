namespace Microsoft.ML.SppNet.Training;

/// <summary>The learning rate of each step. Its state is in the numbers that a checkpoint keeps.</summary>
internal sealed class LearningRates(SppNetTrainerOptions options, int stepsPerEpoch)
{
    private const int MostDivisions = 2;

    /// <summary>How often the rate was divided by 10.</summary>
    internal int Divisions { get; set; }

    /// <summary>The least validation error yet, and how many epochs ago it was.</summary>
    internal double LeastError { get; set; } = double.PositiveInfinity;

    internal int EpochsSinceLeast { get; set; }

    /// <summary>The rate of a step, counted over all epochs from 0.</summary>
    internal double At(long step)
    {
        if (options.LearningRates == LearningRateSchedule.Plateau)
            return options.LearningRate * Math.Pow(0.1, Divisions);
        long all = (long)options.Epochs * stepsPerEpoch, warmUp = Math.Min((long)options.WarmUpEpochs * stepsPerEpoch, all / 2);
        return step < warmUp
            ? options.LearningRate * (step + 1) / warmUp
            : options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * (step - warmUp) / Math.Max(1, all - warmUp)));
    }

    /// <summary>Hears of an epoch's error: on validation images, or the training loss where there are none.</summary>
    internal void Hear(double error)
    {
        if (error < LeastError)
        {
            (LeastError, EpochsSinceLeast) = (error, 0);
            return;
        }

        if (++EpochsSinceLeast >= options.PlateauEpochs && Divisions < MostDivisions)
        {
            Divisions++;
            EpochsSinceLeast = 0;
        }
    }
}
