using Microsoft.ML.SppNet.Networks;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.TorchLoading;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>
/// A convolutional network with the preprocessing that its weights expect: what turns photographs of any size into feature maps and,
/// pooled by a <see cref="SpatialPyramid"/>, into vectors of one length (He et al., figure 1).
/// </summary>
/// <remarks>
/// Immutable once made and safe for concurrent use. Dispose it when done: weights are unmanaged memory. Estimators and transformers
/// made from it keep their own share of the weights, so each lives on when another is disposed.
/// </remarks>
public sealed partial class SppNetwork : IDisposable
{
    /// <summary>The tap that stands for the deepest convolution, pooled by the pyramid.</summary>
    public const string SppTap = "spp";

    private readonly NetworkCore _core;
    private readonly ArchitectureTable _table;
    private readonly NetworkCore.Share _share;

    private SppNetwork(NetworkCore core)
    {
        _core = core;
        _table = core.Card.Architecture.Table;
        _share = core.Acquire();
        Taps = [SppTap, .. core.Parameters.Program.Taps.Select(tap => tap.Key), .. core.Head.Taps];
    }

    /// <summary>The network's structure.</summary>
    public NetworkArchitecture Architecture => _core.Card.Architecture;

    /// <summary>What pixels must go through before they enter it.</summary>
    public Preprocessing Preprocessing => _core.Card.Preprocessing;

    /// <summary>What travels with the weights.</summary>
    public ModelCard Card => _core.Card;

    /// <summary>What had to be assumed when the weights were loaded, a sentence each; empty where the file says it all.</summary>
    public IReadOnlyList<string> Warnings => _core.Warnings;

    /// <summary>Names of the outputs that can be asked for: <c>spp</c>, the convolutions from the image on, then the head's
    /// vectors.</summary>
    public IReadOnlyList<string> Taps { get; }

    /// <summary>The trunk's operations in the order in which they run, batch normalisation folded in.</summary>
    public IReadOnlyList<NetworkLayer> Layers => LayerText.Of(Alive.Parameters.Program);

    /// <summary>How many threads take part in one run on the processor, in the whole process; libtorch takes the number over where it is
    /// used.</summary>
    /// <value>The default is the number of processors that this process may use.</value>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public static int Threads
    {
        get => ComputeThreads.Count;
        set => ComputeThreads.Choose(value);
    }

    /// <summary>The number of parameters, batch normalisation folded in.</summary>
    public long ParameterCount => Alive.Parameters.Tensors.Values.Sum(tensor => tensor.Count);

    internal NetworkParameters Parameters => Alive.Parameters;

    /// <summary>A hash of structure, preprocessing and weights.</summary>
    internal ReadOnlySpan<byte> Fingerprint
    {
        get
        {
            using NetworkCore.Share reading = Alive.Acquire();
            return _core.Fingerprint.Value;
        }
    }

    private NetworkCore Alive
    {
        get
        {
            ObjectDisposedException.ThrowIf(_share.IsDisposed, this);
            return _core;
        }
    }

    /// <summary>Makes an untrained network: random filters of the right size for its layers, the same for the same seed on every
    /// machine.</summary>
    /// <param name="architecture">The structure; see <see cref="NetworkArchitecture.Names"/>.</param>
    /// <param name="seed">Seed of the filters.</param>
    /// <param name="classes">Width of the logits; 0, the default, makes the convolutions alone.</param>
    /// <exception cref="ArgumentException">No architecture of that name.</exception>
    public static SppNetwork Create(NetworkArchitecture architecture, int seed = 1, int classes = 0)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        return Create(new ModelCard(architecture, architecture.DefaultPreprocessing), seed, classes);
    }

    /// <inheritdoc cref="Create(NetworkArchitecture, int, int)"/>
    /// <param name="architecture">Name of the architecture, with its default choices.</param>
    /// <param name="seed">Seed of the filters.</param>
    /// <param name="classes">Width of the logits; 0 makes the convolutions alone.</param>
    public static SppNetwork Create(string architecture, int seed = 1, int classes = 0) =>
        Create(new NetworkArchitecture(architecture), seed, classes);

    /// <summary>The tap's channels for a feature map, or its length for a vector.</summary>
    /// <param name="tap">A name out of <see cref="Taps"/>.</param>
    /// <exception cref="ArgumentException">The network lacks the tap; the message lists those it has.</exception>
    public int Channels(string tap)
    {
        NetworkCore core = Alive;
        return FindMap(tap) is { } value
            ? core.Parameters.Program.Channels[value]
            : core.Head.Length(tap, core.Parameters.Program.Channels[core.Parameters.Program.Output], core.Parameters.Tensors);
    }

    /// <summary>Whether a tap is a feature map, to be pooled, rather than a vector of the head.</summary>
    /// <exception cref="ArgumentException">The network lacks the tap; the message lists those it has.</exception>
    public bool IsMap(string tap) => FindMap(tap) is not null;

    /// <summary>The shorter side, in pixels, that an image needs at least for a tap to have one cell.</summary>
    /// <param name="tap">A name out of <see cref="Taps"/>.</param>
    /// <exception cref="ArgumentException">The network lacks the tap; the message lists those it has.</exception>
    public int SmallestImage(string tap)
    {
        TrunkProgram program = Alive.Parameters.Program;
        return program.SmallestImage(FindMap(tap) ?? program.Output);
    }

    /// <summary>Which pixels the cells of a feature map see: size, stride and centre of their receptive fields.</summary>
    /// <param name="tap">A name out of <see cref="Taps"/> that is a map.</param>
    /// <param name="imageHeight">Rows of the network's input.</param>
    /// <param name="imageWidth">Columns of the network's input.</param>
    /// <exception cref="ArgumentException">The network lacks the tap, the tap is a vector of the head, or the image is too small for
    /// it.</exception>
    public FieldGeometry Field(string tap, int imageHeight, int imageWidth)
    {
        var image = new Sides(imageHeight, imageWidth);
        int value = RequireMap(tap, image);
        TrunkProgram program = Alive.Parameters.Program;
        return Fields.Of(program, value, image);
    }

    /// <summary>Runs the network up to the deepest tap asked for.</summary>
    /// <param name="images">Tensor [N, 3, H, W] of float32: pixels after <see cref="Preprocessing"/>, channels in its order.</param>
    /// <param name="taps">Names out of <see cref="Taps"/>.</param>
    /// <param name="precision">Number format of the trunk.</param>
    /// <returns>Per tap, in their order, a float32 tensor: [N, C, H′, W′] for a map, not pooled; [N, D] for a vector. The caller disposes
    /// them.</returns>
    /// <exception cref="ArgumentException">The network lacks a tap, or the images are of another shape or too small for a tap.</exception>
    public Tensor[] Forward(Tensor images, IReadOnlyList<string> taps, InferencePrecision precision = InferencePrecision.Float32)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(taps);
        if (taps.Count == 0)
            throw new ArgumentException(
                $"At least one tap must be asked for; the network {Architecture.Name} has {string.Join(", ", Taps)}.", nameof(taps));
        NetworkCore core = Alive;
        TrunkProgram program = core.Parameters.Program;
        int?[] maps = [.. taps.Select(FindMap)];
        int[] values = [.. maps.Select(value => value ?? program.Output).Distinct()];
        CheckImages(images, program, taps, maps);
        TorchBackend.FollowThreads();
        using NetworkCore.Share running = core.Acquire();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        ITrunkRunner runner = core.RunnerFor(DeviceOf(images), precision);
        Tensor[] made = runner.Run(images, values);
        string[] vectors = [.. taps.Where((_, index) => maps[index] is null).Distinct()];
        Dictionary<string, Tensor> heads = vectors.Length == 0 ? [] : runner.Head(made[Array.IndexOf(values, program.Output)], vectors);
        Tensor[] results = [.. taps.Select((tap, index) => maps[index] is { } value ? made[Array.IndexOf(values, value)] : heads[tap])];
        scope.MoveToOuter(results.Distinct());
        return results;
    }

    /// <summary>How the network runs, and why: on this library's own kernels, or by libtorch, which then must be there. Decided before the
    /// first run.</summary>
    /// <param name="precision">Number format of the trunk.</param>
    /// <param name="gpuDeviceId">The GPU; null for the processor.</param>
    /// <returns>Such as <c>own kernels (AVX2, float32)</c> or <c>libtorch: bfloat16 was asked for</c>.</returns>
    public string DescribeExecution(InferencePrecision precision = InferencePrecision.Float32, int? gpuDeviceId = null) =>
        Alive.ChoiceFor(new RunDevice(gpuDeviceId), precision).ToString();

    /// <summary>The same network with its trunk padded otherwise; the weights are shared, not copied.</summary>
    /// <param name="padding">The padding, such as the detector's (He et al., appendix A).</param>
    /// <returns>A network with a life of its own: the weights stay until the last of both is disposed. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no such padding.</exception>
    public SppNetwork WithPadding(TrunkPadding padding)
    {
        NetworkCore core = Alive;
        return new SppNetwork(padding == Architecture.Padding ? core : core.WithPadding(padding));
    }

    /// <summary>Gives up this handle's share of the weights; the last handle frees them. Calling it again does nothing.</summary>
    public void Dispose() => _share.Dispose();

    /// <summary>Makes an untrained network that sees images as its card says.</summary>
    internal static SppNetwork Create(ModelCard card, int seed, int classes = 0)
    {
        var source = new RandomParameters(card.Architecture, seed, classes);
        return From(card, NetworkParameters.Read(source.Contract, source));
    }

    internal static SppNetwork From(ModelCard card, NetworkParameters parameters, IReadOnlyList<string>? warnings = null) =>
        new(new NetworkCore(card, parameters) { Warnings = warnings ?? [] });

    /// <summary>Another handle on the same weights, with a life of its own.</summary>
    internal SppNetwork Share() => new(Alive);

    /// <summary>
    /// What a run makes of images that were brought to the network's input: maps, pooled or whole, or the head's vectors.
    /// </summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="precision">Number format of the trunk.</param>
    /// <param name="images">N × H × W × 3, large enough for every tap.</param>
    /// <param name="mirrored">Whether left and right are swapped.</param>
    /// <param name="wanted">Taps, with the pyramid that pools a map; null for a whole map or a vector of the head.</param>
    /// <returns>N × D for each, N × H × W × C for a whole map, in their order, the same for equals; the caller disposes them.</returns>
    internal NativeTensor[] Vectors(
        RunDevice device, InferencePrecision precision, NativeTensor images, bool mirrored,
        IReadOnlyList<(string Tap, SpatialPyramid? Pyramid)> wanted)
    {
        NetworkCore core = Alive;
        using NetworkCore.Share running = core.Acquire();
        int output = core.Parameters.Program.Output;
        VectorRequest[] requests = [.. wanted.Select(one => FindMap(one.Tap) is { } value
            ? new VectorRequest(value, one.Pyramid, null)
            : new VectorRequest(output, null, one.Tap))];
        // A vector of the head that is wanted twice is made once.
        VectorRequest[] distinct = [.. requests.Distinct()];
        NativeTensor[] made = core.RunnerFor(device, precision).Vectors(images, mirrored, distinct);
        return [.. requests.Select(request => made[Array.IndexOf(distinct, request)])];
    }

    /// <summary>Runs the trunk up to a tap with everything kept that the way back needs.</summary>
    /// <param name="image">1 × H × W × 3, at the network's input; it must stay as it is while the trace lives.</param>
    /// <param name="tap">A tap that is a map.</param>
    /// <returns>The trace, and which of its values the tap is; the caller disposes it while this network lives.</returns>
    /// <exception cref="ArgumentException">The network lacks the tap, it is a vector of the head, or the image is too small for
    /// it.</exception>
    internal (TrunkTrace Trace, int Value) Trace(NativeTensor image, string tap)
    {
        NetworkCore core = Alive;
        int value = RequireMap(tap, new Sides((int)image.Shape[1], (int)image.Shape[2]));
        using NetworkCore.Share running = core.Acquire();
        return (core.Tracer.Run(image, value), value);
    }

    /// <summary>A feature map of images that were brought to the network's input, for windows of it to be pooled.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="images">N × H × W × 3, large enough for the tap.</param>
    /// <param name="mirrored">Whether left and right are swapped.</param>
    /// <param name="tap">A map, or a tap of the head for the map that the head reads.</param>
    /// <returns>N × H′ × W′ × C; the caller disposes it.</returns>
    internal NativeTensor Maps(RunDevice device, NativeTensor images, bool mirrored, string tap)
    {
        NetworkCore core = Alive;
        using NetworkCore.Share running = core.Acquire();
        var whole = new VectorRequest(FindMap(tap) ?? core.Parameters.Program.Output, null, null);
        return core.RunnerFor(device, InferencePrecision.Float32).Vectors(images, mirrored, [whole])[0];
    }

    /// <summary>The pyramid through which the head reads the trunk's output; null where it has another way.</summary>
    internal SpatialPyramid? HeadPyramid => (Alive.Head.Input as PyramidInput)?.Pyramid;

    /// <summary>The head's vectors of what is pooled already, of windows or of whole maps: N × D as its first layer reads them.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="pooled">N × D, pooled from the trunk's output as the head pools it (the pyramid of its card).</param>
    /// <param name="taps">Taps of the head.</param>
    /// <returns>N × D′ for each tap, in their order; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The rows are of another length, or a tap is none of the head's.</exception>
    internal NativeTensor[] HeadVectors(RunDevice device, NativeTensor pooled, params IReadOnlyList<string> taps)
    {
        NetworkCore core = Alive;
        using NetworkCore.Share running = core.Acquire();
        int length = core.Head.Input.Length(core.Parameters.Program.Channels[core.Parameters.Program.Output]);
        if (pooled.Shape.Count != 2 || pooled.Shape[1] != length)
            throw new ArgumentException(
                $"The head of {Architecture.Name} reads rows of {length} values, not [{string.Join(", ", pooled.Shape)}].", nameof(pooled));
        if (taps.FirstOrDefault(tap => FindMap(tap) is not null) is { } map)
            throw new ArgumentException($"'{map}' is a feature map, not a vector of the head.", nameof(taps));
        return core.RunnerFor(device, InferencePrecision.Float32).Head(pooled, taps);
    }

    /// <summary>What keeps the head from reading an image of a size that the trunk can read, as the end of a sentence; null where nothing
    /// does.</summary>
    internal string? HeadInputProblem(int height, int width)
    {
        NetworkCore core = Alive;
        TrunkProgram program = core.Parameters.Program;
        Sides map = program.SizeOf(program.Output, new Sides(height, width));
        return core.Head.InputProblem(map.Height, map.Width);
    }

    /// <summary>Bytes of the largest map that one image of a size makes on the way to some taps, the image itself included.</summary>
    internal long LargestMapBytes(int height, int width, IReadOnlyList<string> taps)
    {
        TrunkProgram program = Alive.Parameters.Program;
        int deepest = taps.Max(tap => FindMap(tap) ?? program.Output);
        Sides[] sizes = program.Sizes(deepest, new Sides(height, width));
        return sizes.Select((size, value) => sizeof(float) * (long)program.Channels[value] * size.Height * size.Width).Max();
    }

    private int? FindMap(string tap)
    {
        NetworkCore core = Alive;
        string name = tap == SppTap ? _table.Deepest : tap;
        foreach ((string candidate, int value) in core.Parameters.Program.Taps)
        {
            if (candidate == name)
                return value;
        }

        return core.Head.Taps.Contains(name) ? null : throw new ArgumentException(
            $"The network {Architecture.Name} has no tap '{tap}'; it has {string.Join(", ", Taps)}.", nameof(tap));
    }

    /// <summary>The value of a tap that is a map and that an image of a size reaches.</summary>
    private int RequireMap(string tap, Sides image)
    {
        int value = FindMap(tap) ?? throw new ArgumentException($"'{tap}' is a vector of the head, not a feature map.", nameof(tap));
        TrunkProgram program = Alive.Parameters.Program;
        if (image.Height < 1 || image.Width < 1 || program.SizeOf(value, image).IsEmpty)
            throw TooSmall(program, tap, value, image);
        return program.SizeProblem(value, image) is { } problem ? throw new ArgumentException(problem, nameof(image)) : value;
    }

    private static ArgumentException TooSmall(TrunkProgram program, string tap, int value, Sides image) => new(
        $"An image of {image.Width}×{image.Height} pixels is too small for tap '{tap}', which needs {program.SmallestImage(value)} on the "
            + "shorter side.");

    private static RunDevice DeviceOf(Tensor images) =>
        images.device_type == DeviceType.CPU ? RunDevice.Cpu : new RunDevice(Math.Max(images.device_index, 0));

    private static void CheckImages(Tensor images, TrunkProgram program, IReadOnlyList<string> taps, int?[] maps)
    {
        if (images.dim() != 4 || images.shape[1] != 3 || images.dtype != ScalarType.Float32)
            throw new ArgumentException(
                $"Expected images as a float32 tensor [N, 3, H, W], got {images.dtype} [{string.Join(", ", images.shape)}].",
                nameof(images));
        (int height, int width) = ((int)images.shape[2], (int)images.shape[3]);
        for (int index = 0; index < taps.Count; index++)
        {
            int value = maps[index] ?? program.Output;
            if (program.SizeOf(value, Math.Min(width, height)).IsEmpty)
                throw TooSmall(program, taps[index], value, new Sides(height, width));
            if (program.SizeProblem(value, new Sides(height, width)) is { } problem)
                throw new ArgumentException(problem, nameof(images));
        }
    }
}
