using System.Net;
using System.Net.Http.Headers;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>Asks a server for a file, or for the rest of one. Proxies are those of the environment; redirections are followed.</summary>
/// <param name="address">What file names are added to.</param>
internal sealed class WeightRequest(Uri address) : IDisposable
{
    /// <summary>How long a server may be silent.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };

    internal Uri AddressOf(CatalogNetwork network) => new(address, network.File);

    /// <returns>What the server answers; null where it says that nothing follows what there is.</returns>
    /// <exception cref="IOException">It cannot be reached, or refuses; the message says how.</exception>
    internal async Task<WeightAnswer?> AskAsync(CatalogNetwork network, long have, CancellationToken cancellation)
    {
        Uri file = AddressOf(network);
        using var request = new HttpRequestMessage(HttpMethod.Get, file);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        HttpResponseMessage response = await WeightAnswer.ReachedAsync(
            file, patience => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience),
            cancellation).ConfigureAwait(false);
        try
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0)
            {
                response.Dispose();
                return null;
            }

            if (!response.IsSuccessStatusCode)
                throw new IOException($"'{network.Name}': {file} answers {(int)response.StatusCode} ({response.ReasonPhrase}).");
            bool goesOn = response.StatusCode == HttpStatusCode.PartialContent;
            if (goesOn && response.Content.Headers.ContentRange?.From != have)
                throw new IOException($"'{network.Name}': {file} answers with another part of the file than was asked for.");
            Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            return new WeightAnswer(
                file, response, body, goesOn ? have : 0,
                goesOn ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>A file, or the rest of one, as it comes.</summary>
/// <param name="file">Its address.</param>
/// <param name="response">What the server said.</param>
/// <param name="body">What it sends.</param>
/// <param name="start">The byte at which it begins.</param>
/// <param name="total">Bytes of the whole file; null where the server does not say.</param>
internal sealed class WeightAnswer(Uri file, HttpResponseMessage response, Stream body, long start, long? total) : IDisposable
{
    internal long Start => start;

    internal long? Total => total;

    /// <summary>The next bytes; 0 at the end.</summary>
    /// <exception cref="IOException">The server broke off or is silent.</exception>
    internal Task<int> ReadAsync(byte[] buffer, CancellationToken cancellation) =>
        ReachedAsync(file, patience => body.ReadAsync(buffer, patience).AsTask(), cancellation);

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
    }

    /// <summary>Waits for a server, but not for ever.</summary>
    internal static async Task<T> ReachedAsync<T>(Uri file, Func<CancellationToken, Task<T>> wait, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(WeightRequest.Patience);
        try
        {
            return await wait(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{file} is silent for {WeightRequest.Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new IOException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
