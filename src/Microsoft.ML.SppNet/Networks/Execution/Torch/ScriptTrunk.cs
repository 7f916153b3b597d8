using System.Runtime.CompilerServices;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A TorchScript module in the place of a trunk.</summary>
internal sealed class ScriptTrunk : IDisposable
{
    private readonly TrunkProgram _program;
    private readonly jit.ScriptModule _module;

    /// <exception cref="InvalidDataException">It is no module that libtorch can load.</exception>
    /// <exception cref="ArgumentException">bfloat16 is asked for.</exception>
    internal ScriptTrunk(TrunkProgram program, NetworkParameters parameters, Device device, InferencePrecision precision)
    {
        if (precision == InferencePrecision.BFloat16)
            throw new ArgumentException("A TorchScript module runs in float32, not in bfloat16.");
        (_program, _module) = (program, Load(ScriptBytes.Unpack(parameters.Tensors[ScriptStep.Module].Floats()), device));
    }

    internal static bool IsOf(TrunkProgram program) => program.Steps.Any(step => step is ScriptStep);

    /// <summary>A module ready to run.</summary>
    internal static jit.ScriptModule Load(byte[] bytes, Device device)
    {
        try
        {
            jit.ScriptModule module = jit.load(bytes, device);
            module.eval();
            return module;
        }
        catch (Exception exception) when (IsOfLibtorch(exception))
        {
            throw new InvalidDataException($"libtorch cannot load the TorchScript module: {FirstLine(exception)}", exception);
        }
    }

    /// <summary>The maps that a module makes: its result, or the parts of that.</summary>
    /// <exception cref="InvalidDataException">It makes something else than tensors.</exception>
    internal static Tensor[] Outputs(jit.ScriptModule module, Tensor images) => Result(module, images) switch
    {
        Tensor one => [one],
        IEnumerable<Tensor> list => [.. list],
        ITuple tuple when Enumerable.Range(0, tuple.Length).All(index => tuple[index] is Tensor) =>
            [.. Enumerable.Range(0, tuple.Length).Select(index => (Tensor)tuple[index]!)],
        IEnumerable<object> list when list.All(one => one is Tensor) => [.. list.Cast<Tensor>()],
        var other => throw new InvalidDataException(
            $"The TorchScript module makes {other?.GetType().Name ?? "nothing"}, expected a map, or a tuple or list of maps."),
    };

    private static object Result(jit.ScriptModule module, Tensor images)
    {
        try
        {
            return module.forward(images);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new InvalidDataException(
                "The TorchScript module makes something that TorchSharp cannot hand over, such as a dictionary: expected a map, or a "
                    + "tuple or "
                + "list of maps.", exception);
        }
    }

    internal static bool IsOfLibtorch(Exception exception) =>
        exception is System.Runtime.InteropServices.ExternalException or NotImplementedException or InvalidOperationException
        or NotSupportedException;

    internal static string FirstLine(Exception exception) =>
        exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? exception.Message;

    /// <summary>Runs the module.</summary>
    /// <param name="images">Tensor [N, 3, H, W].</param>
    /// <param name="values">Values of the program.</param>
    /// <returns>A tensor per value, in their order; the caller disposes them.</returns>
    /// <exception cref="InvalidOperationException">The module makes maps of another size than it made when it was imported.</exception>
    internal Tensor[] Run(Tensor images, IReadOnlyList<int> values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] outputs = Outputs(_module, images);
        Tensor[] kept = [.. values.Select(value => value == 0
            ? images.alias()
            : Checked((ScriptStep)_program.Steps[value - 1], outputs, images).alias())];
        scope.MoveToOuter(kept);
        return kept;
    }

    public void Dispose() => _module.Dispose();

    private static Tensor Checked(ScriptStep step, Tensor[] outputs, Tensor images)
    {
        Sides size = step.Sizes.CountIn(new Sides((int)images.shape[2], (int)images.shape[3]));
        long[] expected = [images.shape[0], step.Channels, size.Height, size.Width];
        Tensor? map = step.Output < outputs.Length ? outputs[step.Output] : null;
        return map is not null && map.shape.SequenceEqual(expected) ? map : throw new InvalidOperationException(
            $"The TorchScript module makes maps of [{string.Join(", ", map?.shape ?? [])}] of images of "
                + $"[{string.Join(", ", images.shape)}], "
            + $"and [{string.Join(", ", expected)}] were expected by what it made when it was imported.");
    }
}
