using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What a <see cref="LoopbackServer"/> answers.</summary>
/// <param name="Status">Status line from the code on, <c>200 OK</c>.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Headers">Further headers, a line each.</param>
internal sealed record LoopbackAnswer(string Status, byte[] Body, params string[] Headers)
{
    /// <summary>The length that is promised; null for that of the body.</summary>
    internal long? Promised { get; init; }

    /// <summary>Whether the connection stays open after the body.</summary>
    internal bool Stalls { get; init; }
}

/// <summary>A server of HTTP on this machine's loopback address that answers as a test says, broken answers included.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;

    internal LoopbackServer(Func<LoopbackRequest, LoopbackAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/models/");

    internal ConcurrentQueue<LoopbackRequest> Requests { get; } = [];

    public void Dispose()
    {
        _closed.Cancel();
        _listener.Dispose();
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                var request = LoopbackRequest.Parse(await HeadAsync(stream));
                Requests.Enqueue(request);
                LoopbackAnswer answer = _answer(request);
                string head = string.Create(
                    CultureInfo.InvariantCulture,
                    $"HTTP/1.1 {answer.Status}\r\nContent-Length: {answer.Promised ?? answer.Body.Length}\r\nConnection: close\r\n");
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(head + string.Concat(answer.Headers.Select(header => header + "\r\n")) + "\r\n"));
                await stream.WriteAsync(answer.Body);
                if (answer.Stalls)
                    await Task.Delay(Timeout.Infinite, _closed.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
            }
        }
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] letter = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(letter) > 0)
            head.Append((char)letter[0]);
        return head.ToString();
    }
}

/// <summary>A request that came.</summary>
/// <param name="Path">What was asked for.</param>
/// <param name="From">The byte from which on; null for all.</param>
internal sealed record LoopbackRequest(string Path, int? From)
{
    internal static LoopbackRequest Parse(string head)
    {
        const string range = "Range: bytes=";
        string[] lines = head.Split("\r\n");
        string? from = lines.FirstOrDefault(line => line.StartsWith(range, StringComparison.OrdinalIgnoreCase));
        return new LoopbackRequest(lines[0].Split(' ')[1], from is null
            ? null
            : int.Parse(from[range.Length..].TrimEnd('-'), CultureInfo.InvariantCulture));
    }
}
