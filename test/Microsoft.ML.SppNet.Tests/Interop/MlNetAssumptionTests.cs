using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What the library takes for granted of ML.NET's inside: a new version of it that changes any of this fails here and says
/// where.</summary>
[TestClass]
public class MlNetAssumptionTests
{
    [TestMethod]
    public void TheContextsGpuReachesTheHost()
    {
        var context = new MLContext(1) { GpuDeviceId = 3, FallbackToCpu = false };
        IHostEnvironment environment = HostRules.Environment(context.Transforms);
        Assert.AreEqual((3, false), HostRules.Gpu(environment));
        Assert.AreEqual((3, false), HostRules.Gpu(environment.Register("x")));
        var other = new MLContext(1) { FallbackToCpu = true };
        Assert.AreEqual((null, true), HostRules.Gpu(HostRules.Environment(other.Transforms)));
    }

    [TestMethod]
    public void AGpuThatIsNotThereIsRefusedUnlessTheCpuMayStandIn()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        var context = new MLContext(1);
        var messages = new List<string>();
        context.Log += (_, e) => messages.Add(e.Message);
        IDataView data = Pictures.Load(context, 1);
        SppFeatureEstimator Estimator(bool fallback) => context.Transforms.ExtractSppFeatures(
            "Image", network, new SppFeatureOptions { GpuDeviceId = 99, FallbackToCpu = fallback }, new SppFeatureColumn("F"));
        if (TorchSharp.torch.cuda.is_available())
            Assert.Inconclusive("skipped: libtorch sees a GPU here, so the message is another");
        Assert.AreEqual(
            "GPU 99 was asked for, but libtorch sees no GPU here. Set FallbackToCpu to run on the CPU instead, or reference a CUDA "
                + "backend package.",
            Assert.ThrowsExactly<InvalidOperationException>(() => Estimator(false).Fit(data)).Message);
        Estimator(true).Fit(data).Dispose();
        Assert.Contains("GPU 99 was asked for, but libtorch sees no GPU here: features are computed on the CPU.",
            string.Join('\n', messages));
        string runs = TileKernel.IsSupported
            ? "own kernels (AVX2, float32)"
            : "libtorch: this processor has no AVX2 with fused multiply-add";
        Assert.Contains($"The network squeezenet1.1 runs on {runs}.", string.Join('\n', messages));
    }

    [TestMethod]
    public void AColumnOfAShapeIsAVectorOfSingles()
    {
        SchemaShape shape = SchemaShapes.WithVectors(new SchemaShape([]), ["A", "B"]);
        Assert.AreEqual("A Vector Single False, B Vector Single False",
            string.Join(", ", shape.Select(column => $"{column.Name} {column.Kind} {column.ItemType} {column.IsKey}")));
    }

    /// <summary>ML.NET finds the loader by this attribute and by the assembly's simple name in the model.</summary>
    [TestMethod]
    public void TheModelsLoaderIsRegistered()
    {
        Type? attribute = typeof(SppNetwork).Assembly.GetCustomAttributesData().Single(data =>
            data.AttributeType.IsGenericType
            && data.AttributeType.GenericTypeArguments.Contains(typeof(SppModelFormat))).AttributeType.BaseType;
        Assert.AreEqual(("LoadableClassAttributeBase", "Microsoft.ML.Core"), (attribute?.Name, attribute?.Assembly.GetName().Name));
        MethodInfo? create = typeof(ModelLoader<SppFeatureTransformer, SppModelFormat>).GetMethod(
            "Create", BindingFlags.Static | BindingFlags.NonPublic,
            [typeof(IHostEnvironment), attribute!.Assembly.GetType("Microsoft.ML.ModelLoadContext")!]);
        Assert.AreEqual(typeof(SppFeatureTransformer), create?.ReturnType);
    }

    /// <summary>Whoever compiles against the package sees ML.NET's public types alone.</summary>
    [TestMethod]
    public void NoPublicMemberShowsWhatMlNetKeepsInternal()
    {
        string[] shown = [.. typeof(SppNetwork).Assembly.GetExportedTypes()
            .SelectMany(type => Types(type).Where(used => !IsVisible(used)).Select(used => $"{type} shows {used}")).Distinct()];
        Assert.AreEqual("", string.Join('\n', shown));
    }

    private static IEnumerable<Type> Types(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        IEnumerable<MethodBase> methods = type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all))
            .Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);
        IEnumerable<Type> signatures = methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append((method as MethodInfo)?.ReturnType ?? typeof(void)));
        IEnumerable<Type> fields = type.GetFields(all).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType);
        return signatures.Concat(fields).Append(type.BaseType ?? typeof(object)).SelectMany(Open);
    }

    private static IEnumerable<Type> Open(Type type) => type.HasElementType ? Open(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Open).Append(type.GetGenericTypeDefinition()) : [type];

    private static bool IsVisible(Type type) => type.IsGenericParameter || type.IsVisible;
}
