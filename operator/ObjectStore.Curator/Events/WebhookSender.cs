using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.Curator.Events;

/// <summary>Posts events to a webhook. Any answer of 200 to 299 acknowledges.</summary>
internal sealed class WebhookSender : IEventSender, IDisposable
{
    private const string IdHeader = "X-ObjectStore-Event-Id";
    private const string SignatureHeader = "X-ObjectStore-Signature";

    /// <summary>So that a change of the address in the name service shows.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly DestinationOptions _destination;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _client;

    public WebhookSender(DestinationOptions destination, EventOptions options, TimeProvider time)
    {
        (_destination, _timeout, _time) = (destination, options.RequestTimeout, time);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // An address of the settings must not lead to another one.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = options.KeysInParallel,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = options.RequestTimeout,
        });
    }

    public async ValueTask<string?> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = await MakeRequestAsync(message, either.Token);
            using var response = await _client.SendAsync(request, either.Token);
            var status = (int)response.StatusCode;
            return status is >= 200 and < 300 ? null : string.Create(CultureInfo.InvariantCulture, $"HTTP {status}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (HttpRequestException exception)
        {
            return $"{exception.HttpRequestError}";
        }
        catch (IOException exception)
        {
            return exception is FileNotFoundException or DirectoryNotFoundException ? "a file of the settings is not there" : "the connection broke";
        }
        catch (UnauthorizedAccessException)
        {
            return "a file of the settings cannot be read";
        }
        catch (FormatException)
        {
            return "a file of the settings holds what no header can";
        }
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<HttpRequestMessage> MakeRequestAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _destination.Url)
        {
            Version = HttpVersion.Version11,
            Content = new ReadOnlyMemoryContent(message.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(IdHeader, message.Id);
        if (_destination.TokenFile.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(_destination.TokenFile, cancellationToken)).Trim());
        if (_destination.HmacKeyFile.Length > 0)
            request.Headers.Add(SignatureHeader, Sign((await File.ReadAllTextAsync(_destination.HmacKeyFile, cancellationToken)).Trim(), message.Body.Span));
        return request;
    }

    /// <summary>The time is signed too, so that a receiver can refuse what somebody recorded long ago.</summary>
    private string Sign(string key, ReadOnlySpan<byte> body)
    {
        var seconds = _time.GetUtcNow().ToUnixTimeSeconds();
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")));
        hmac.AppendData(body);
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}");
    }
}
