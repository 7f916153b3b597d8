using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Keeps the shares of one map's activations apart: a signal to bring back to the pixels.</summary>
/// <param name="wanted">The map.</param>
/// <param name="signal">1 × H × W × C, to which the shares are added.</param>
internal sealed class ActivationShares(MapKey wanted, NativeTensor signal) : IShareTarget
{
    public Action<int, int, double>? Begin(CellGrid grid)
    {
        if (grid.Key != wanted)
            return null;
        int channels = (int)signal.Shape[3];
        return (cell, channel, value) => signal.Floats()[cell * channels + channel] += (float)value;
    }
}
