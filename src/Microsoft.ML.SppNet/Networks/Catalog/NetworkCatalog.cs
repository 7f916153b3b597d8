using Microsoft.ML.SppNet.Networks;

namespace Microsoft.ML.SppNet;

/// <summary>Trained weights that are published under known names: a list, and a folder of this user that keeps what was fetched of
/// it.</summary>
/// <remarks>
/// Nothing is ever fetched but by <see cref="PullAsync"/>. Names of the catalogue stand for paths wherever weights are named
/// (<see cref="SppNetwork.Load(string)"/>, the tool's <c>--network</c>) once they were pulled, without a network connection.
/// </remarks>
public static class NetworkCatalog
{
    /// <summary>The environment variable that names another folder than <c>sppnet/weights</c> in the user's local application
    /// data.</summary>
    public const string FolderVariable = "SPPNET_WEIGHTS";

    /// <summary>The environment variable that names a mirror: an address to which file names are added.</summary>
    public const string BaseVariable = "SPPNET_WEIGHTS_URL";

    /// <summary>All that is known.</summary>
    public static IReadOnlyList<CatalogNetwork> Networks => CatalogEntries.All;

    /// <summary>The folder that keeps what was fetched.</summary>
    /// <exception cref="InvalidOperationException">This user has no folder for local application data, and the variable names
    /// none.</exception>
    public static string Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen)
                return Path.GetFullPath(chosen);
            string data =
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return data.Length > 0
                ? Path.Combine(data, "sppnet", "weights")
                : throw new InvalidOperationException(
                    $"This user has no folder for local application data: name one in the environment variable {FolderVariable}.");
        }
    }

    internal static Uri PublishedBase { get; } = new("https://download.pytorch.org/models/");

    /// <summary>The network of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static CatalogNetwork Find(string name) => Known(name)
        ?? throw new ArgumentException(
            $"The catalogue has no '{name}'; it has {string.Join(", ", Networks.Select(network => network.Name))}.", nameof(name));

    /// <summary>The file of a network that was fetched; null where it was not.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static string? PathOf(string name)
    {
        string path = Path.Combine(Folder, Find(name).File);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Fetches a network's weights, unless they are there. What an earlier attempt left is gone on with.</summary>
    /// <remarks>
    /// The file is checked against its published digest and only then gets its name: there is never a half one. Proxies are taken from the
    /// usual environment variables. Several processes may ask for the same at once: one fetches, the others wait for it.
    /// </remarks>
    /// <param name="name">A name of <see cref="Networks"/>.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellation">Ends it; what has come stays for the next attempt.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    /// <exception cref="InvalidDataException">What came is not the published file; it is gone again.</exception>
    /// <exception cref="IOException">The server does not answer, refuses, or breaks off; or the file cannot be written. The message says
    /// which.</exception>
    public static async Task<string> PullAsync(string name, IProgress<CatalogProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        CatalogNetwork network = Find(name);
        using var download = new WeightDownload(Base());
        return await download.FetchAsync(network, Folder, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>What a name stands for: the file of a network of the catalogue, or itself where it is none of these or there is a file of
    /// that name.</summary>
    /// <exception cref="FileNotFoundException">The catalogue has it, and it was not fetched yet; the message says how to.</exception>
    internal static string Resolve(string name)
    {
        if (Known(name) is null || File.Exists(name) || Directory.Exists(name))
            return name;
        return PathOf(name) ?? throw new FileNotFoundException(
            $"'{name}' was not fetched yet: sppnet weights pull {name}, or NetworkCatalog.PullAsync(\"{name}\"). Nothing is fetched "
                + "unasked.", name);
    }

    private static CatalogNetwork? Known(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Networks.FirstOrDefault(network => network.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static Uri Base()
    {
        if (Environment.GetEnvironmentVariable(BaseVariable) is not { Length: > 0 } mirror)
            return PublishedBase;
        return Uri.TryCreate(mirror.EndsWith('/') ? mirror : mirror + "/", UriKind.Absolute, out Uri? address) && address.Scheme is "https"
            or "http"
            ? address!
            : throw new ArgumentException($"The environment variable {BaseVariable} is no address of a mirror: '{mirror}'.");
    }
}
