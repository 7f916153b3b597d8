namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>libtorch is needed and does not load.</summary>
/// <param name="reason">What it is needed for, as a clause.</param>
/// <param name="facts">What was found on the machine.</param>
internal sealed class LibTorchException(string reason, TorchFacts facts) : DllNotFoundException(TorchDiagnosis.Needed(reason, facts))
{
    internal string Reason => reason;

    internal TorchFacts Facts => facts;
}
