using Microsoft.ML.SppNet.Networks;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.TorchLoading;
using Microsoft.ML.SppNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <content>TorchScript modules as networks.</content>
public sealed partial class SppNetwork
{
    /// <summary>The environment variable that sets <see cref="TrustTorchScript"/> where it is <c>1</c>.</summary>
    public const string TrustTorchScriptVariable = "SPPNET_TRUST_TORCHSCRIPT";

    /// <summary>
    /// Whether saved networks that hold a TorchScript module may be loaded in this process. A module is code that libtorch runs: load one
    /// only from whom you would run a program.
    /// </summary>
    /// <value>The default is false, or true where the environment variable <see cref="TrustTorchScriptVariable"/> is <c>1</c>.</value>
    public static bool TrustTorchScript { get; set; } = Environment.GetEnvironmentVariable(TrustTorchScriptVariable) == "1";

    /// <summary>
    /// Loads a backbone of one's own that was saved as TorchScript: any module that makes a map [N, C, h, w] of images [N, 3, H, W], or a
    /// tuple or list of such maps. <b>A TorchScript module is code, and calling this is to trust it</b>: it runs here and whenever the
    /// network does.
    /// </summary>
    /// <remarks>
    /// It runs on libtorch, in float32. Channels, stride and the smallest image are found by running it on black images of a few sizes.
    /// Taps are <c>output0</c>, <c>output1</c> …; <c>spp</c> is the last. <see cref="Save(string)"/> and <c>model.zip</c> hold the module;
    /// loading them again needs <see cref="TrustTorchScript"/>.
    /// </remarks>
    /// <param name="path">The file that <c>torch.jit.save</c> wrote.</param>
    /// <param name="preprocessing">What the module's images must go through.</param>
    /// <returns>The network; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no TorchScript program, or makes something else than maps.</exception>
    /// <exception cref="DllNotFoundException">libtorch does not load; the message says why.</exception>
    public static SppNetwork FromTorchScript(string path, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        using IWeightFile file = WeightFile.Open(path);
        return file is TorchScriptFile script
            ? FromTorchScript(script, preprocessing)
            : throw new InvalidDataException($"'{path}' is a {file.Format} file, expected a TorchScript program.");
    }

    internal static SppNetwork FromTorchScript(TorchScriptFile file, Preprocessing preprocessing)
    {
        TorchBackend.EnsureLoaded("a TorchScript module runs on libtorch");
        byte[] bytes = file.Bytes();
        ScriptStep[] steps;
        try
        {
            using jit.ScriptModule module = ScriptTrunk.Load(bytes, CPU);
            steps = new ScriptProbe(file.Name, module).Steps();
        }
        catch (InvalidDataException exception) when (!exception.Message.StartsWith('\''))
        {
            throw new InvalidDataException($"'{file.Name}': {exception.Message}", exception);
        }

        string[] names = [.. steps.Select(step => FormattableString.Invariant($"output{step.Output}"))];
        TrunkProgram program = TrunkProgram.Create(steps, [.. names.Select((name, index) => KeyValuePair.Create(name, index + 1))]);
        var imported = new ImportedTrunk(program, names[^1], new HeadTable([]));
        var architecture = new NetworkArchitecture(ImportedTrunk.ScriptName) { Imported = imported };
        var source = new ScriptSource(file.Name, bytes);
        return From(new ModelCard(architecture, preprocessing),
            NetworkParameters.Read(ParameterContract.For(architecture, source.Shapes), source));
    }

    private static void CheckTrust(RecognisedWeights weights)
    {
        if (weights.Card.Architecture.Imported is { } imported && ScriptTrunk.IsOf(imported.Program) && !TrustTorchScript)
            throw new InvalidDataException(
                $"'{weights.Source.Name}' holds a TorchScript module, which is code. If you trust whom it is from, set "
                    + "SppNetwork.TrustTorchScript, or "
                + $"the environment variable {TrustTorchScriptVariable} to 1, or give the tool --trust-torchscript.");
    }

    private sealed class ScriptSource(string name, byte[] bytes) : IParameterSource
    {
        public string Name => name;

        public IReadOnlyDictionary<string, long[]> Shapes { get; } =
            new Dictionary<string, long[]> { [ScriptStep.Module] = [ScriptBytes.CountOf(bytes.Length)] };

        public void CopyTo(string parameter, Span<float> destination) => ScriptBytes.Pack(bytes, destination);
    }
}
