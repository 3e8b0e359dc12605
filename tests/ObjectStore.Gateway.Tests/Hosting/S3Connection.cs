using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>One connection of the <see cref="S3WireClient"/>.</summary>
internal sealed class S3Connection(TcpClient client) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Stream _stream = client.GetStream();

    /// <summary>Begins TLS with the server whose certificate has the thumbprint.</summary>
    public async Task SecureAsync(string thumbprint)
    {
        var secure = new SslStream(_stream);
        _stream = secure;
        var options = new SslClientAuthenticationOptions
        {
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == thumbprint,
        };
        await secure.AuthenticateAsClientAsync(options);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes);

    /// <summary>No more will be sent.</summary>
    public void EndSending() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads one answer, whole.</summary>
    public async Task<S3Response> ReadAsync(string method)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (status, headers) = await ReadHeadAsync(patience.Token);
        Assert.False(headers.ContainsKey("transfer-encoding"), "Answers are never chunked.");
        var hasBody = method != "HEAD" && status is not (100 or 204 or 304);
        var length = hasBody && headers.TryGetValue("content-length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, patience.Token);
        return new S3Response(status, headers, body);
    }

    /// <summary>Whether the server has closed the connection, or does within the patience of a test.</summary>
    public async Task<bool> IsClosedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await _stream.ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        client.Dispose();
    }

    private async Task<(int Status, Dictionary<string, string> Headers)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken);
        var status = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while ((line = await ReadLineAsync(cancellationToken)).Length > 0)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return (status, headers);
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(one, cancellationToken);
            if (one[0] == '\n') return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
    }
}
