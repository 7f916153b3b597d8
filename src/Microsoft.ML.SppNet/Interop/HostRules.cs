using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>What the environment behind an <see cref="MLContext"/> tells: cancellation and the GPU asked for. ML.NET keeps both
/// internal.</summary>
internal static class HostRules
{
    /// <exception cref="OperationCanceledException">The context's execution was cancelled.</exception>
    internal static void CheckAlive(IHost host) => host.CheckAlive();

    internal static (int? GpuDeviceId, bool FallbackToCpu) Gpu(IHostEnvironment environment) =>
        environment is IHostEnvironmentInternal host ? (host.GpuDeviceId, host.FallbackToCpu) : (null, false);

    internal static IHostEnvironment Environment(TransformsCatalog catalog) => CatalogUtils.GetEnvironment(catalog);

    internal static IHostEnvironment Environment(DataOperationsCatalog catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <summary>Writes to <c>MLContext.Log</c>.</summary>
    internal static void Log(IHost host, string activity, string message, bool warning = false)
    {
        using IChannel channel = host.Start(activity);
        if (warning)
            channel.Warning(MessageSensitivity.None, message);
        else
            channel.Info(MessageSensitivity.None, message);
    }
}
