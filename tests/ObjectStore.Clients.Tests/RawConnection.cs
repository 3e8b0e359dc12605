using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ObjectStore.Clients.Tests;

/// <summary>A TCP connection that sends exactly the bytes it is told to.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private NetworkStream _stream = null!;
    private int _start;
    private int _end;

    private RawConnection()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri endpoint)
    {
        var connection = new RawConnection();
        await connection._tcp.ConnectAsync(endpoint.Host, endpoint.Port, TestContext.Current.CancellationToken);
        connection._stream = connection._tcp.GetStream();
        return connection;
    }

    /// <summary>Sends text as UTF-8.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask();

    /// <summary>Says that nothing more will be sent.</summary>
    public void FinishSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads one answer.</summary>
    /// <exception cref="EndOfStreamException">The connection was closed before a whole answer.</exception>
    public async Task<RawResponse> ReadResponseAsync()
    {
        var status = await ReadLineAsync();
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string line;
        while ((line = await ReadLineAsync()).Length > 0)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = new StringBuilder();
        if (headers.TryGetValue("content-length", out var length))
            await ReadBodyAsync(body, int.Parse(length, CultureInfo.InvariantCulture));
        else if (headers.ContainsKey("transfer-encoding"))
            await ReadChunkedAsync(body);
        return new RawResponse(int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture), headers, body.ToString());
    }

    /// <summary>Waits until the other side closes or resets the connection, whatever it sends before.</summary>
    public async Task WaitForCloseAsync()
    {
        try
        {
            while (await FillAsync())
                _start = _end;
        }
        catch (IOException)
        {
            // A reset is a close, too.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tcp.Dispose();

    private async Task ReadChunkedAsync(StringBuilder body)
    {
        int length;
        while ((length = int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) > 0)
        {
            await ReadBodyAsync(body, length);
            await ReadLineAsync();
        }
        await ReadLineAsync();
    }

    private async Task ReadBodyAsync(StringBuilder body, int length)
    {
        while (length > 0)
        {
            if (_start == _end && !await FillAsync())
                throw new EndOfStreamException($"Closed {length} bytes before the end of the body.");
            var count = Math.Min(length, _end - _start);
            body.Append(Encoding.UTF8.GetString(_buffer, _start, count));
            _start += count;
            length -= count;
        }
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        while (true)
        {
            if (_start == _end && !await FillAsync())
                throw new EndOfStreamException("Closed before the end of a line.");
            var value = _buffer[_start++];
            if (value == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(value);
        }
    }

    private async Task<bool> FillAsync()
    {
        _start = 0;
        _end = await _stream.ReadAsync(_buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Timeout);
        return _end > 0;
    }
}
