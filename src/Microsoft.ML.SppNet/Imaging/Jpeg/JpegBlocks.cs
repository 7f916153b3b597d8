namespace Microsoft.ML.SppNet.Imaging;

/// <summary>How a scan codes the blocks of one component.</summary>
internal abstract class JpegBlocks
{
    /// <summary>Passes over a block; false if what is there is no code or leads out of the block.</summary>
    /// <param name="bits">The data; afterwards behind the block.</param>
    /// <param name="index">Which of the scan's units the block belongs to; where a scan has one component, which of its blocks it
    /// is.</param>
    internal abstract bool Pass(ref JpegBits bits, int index);

    /// <summary>Begins anew behind a restart marker.</summary>
    internal virtual void Restart()
    {
    }
}
