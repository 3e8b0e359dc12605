using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Queues;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Client;

/// <summary>Sends requests to the API server: credentials, bounds, further attempts, and failures as <see cref="KubernetesApiException"/>. Thread-safe.</summary>
internal sealed class ApiTransport : IDisposable
{
    private const int ReadBytes = 16 << 10;

    /// <summary>Bytes of one answer that may be under way: a page of 500 objects of a few KiB.</summary>
    private const int StreamWindowBytes = 1 << 20;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(10);
    private readonly KubernetesClientConfiguration _configuration;
    private readonly KubernetesClientOptions _options;
    private readonly KubernetesJson _json;
    private readonly KubernetesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ApiCredentials _credentials;
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim _slots;
    private readonly ProductInfoHeaderValue _userAgent;

    public ApiTransport(KubernetesClientConfiguration configuration, KubernetesClientOptions options, KubernetesJson json, KubernetesMetrics metrics, TimeProvider time)
    {
        (_configuration, _options, _json, _metrics, _time) = (configuration, options, json, metrics, time);
        _credentials = new ApiCredentials(configuration, options.CredentialAgeMax, time);
        _slots = new SemaphoreSlim(options.ConcurrentRequestsMax);
        _userAgent = new ProductInfoHeaderValue(options.FieldManager, typeof(ApiTransport).Assembly.GetName().Version?.ToString(3));

        // A connection that died without a word is found by pings: it may carry nothing but watches, which are silent for minutes.
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.RequestTimeout,
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            PooledConnectionLifetime = ConnectionLifetime,
            KeepAlivePingDelay = KeepAliveDelay,
            KeepAlivePingTimeout = KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = _credentials.TlsOptions(),
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Sends a request and returns the whole body of a successful answer.</summary>
    public async Task<byte[]> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var backoff = new Backoff(_options.RetryDelayMin, _options.RetryDelayMax);
            for (var attempt = 1; ; attempt++)
            {
                var (body, failure, pause) = await AttemptAsync(request, cancellationToken);
                if (failure is null) return body;
                if (attempt >= _options.AttemptsMax || pause is null) throw failure;
                var delay = backoff.Next();
                if (pause > delay) delay = pause.Value < _options.RetryDelayMax ? pause.Value : _options.RetryDelayMax;
                await Task.Delay(delay, _time, cancellationToken);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Opens a watch: an answer whose body goes on. The caller disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.RequestTimeout);
        try
        {
            var response = await SendOnceAsync(request, deadline.Token);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw await FailureAsync(response, deadline.Token);
        }
        catch (Exception exception) when (IsTransportFailure(exception, cancellationToken))
        {
            throw Unreachable(exception);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    internal KubernetesApiException Unreachable(Exception exception) => KubernetesApiException.Unreachable(
        exception is OperationCanceledException ? "The API server did not answer in time." : $"The API server at {_configuration.Host} cannot be reached: {exception.Message}", exception);

    /// <summary>Whether the way to the server failed, and not our caller gave up.</summary>
    internal static bool IsTransportFailure(Exception exception, CancellationToken callers) =>
        exception is HttpRequestException or IOException or OperationCanceledException && !callers.IsCancellationRequested;

    /// <summary>One attempt: a body, or a failure and, where another attempt is right, the least pause before it.</summary>
    private async Task<(byte[] Body, KubernetesApiException? Failure, TimeSpan? Pause)> AttemptAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var code = 0;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.RequestTimeout);
        try
        {
            using var response = await SendOnceAsync(request, deadline.Token);
            code = (int)response.StatusCode;
            if (response.IsSuccessStatusCode) return (await ReadBodyAsync(response, deadline.Token), null, null);
            var failure = await FailureAsync(response, deadline.Token);
            return ([], failure, PauseAfter(request, response, failure));
        }
        catch (Exception exception) when (IsTransportFailure(exception, cancellationToken))
        {
            return ([], Unreachable(exception), request.IsIdempotent ? TimeSpan.Zero : null);
        }
        finally
        {
            _metrics.RequestEnded(request.Verb, request.Resource, code, _time.GetElapsedTime(began));
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var response = await SendWithTokenAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !_credentials.CanRotate) return response;

        // The token may have been replaced since it was read.
        response.Dispose();
        _credentials.ForgetToken();
        return await SendWithTokenAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendWithTokenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(_configuration.Host, request.Path))
        {
            Version = _configuration.Host.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.UserAgent.Add(_userAgent);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        // Also the name that the certificate is compared with.
        message.Headers.Host = _configuration.TlsServerName;
        if (_credentials.Token() is { } token) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return await _http.SendAsync(message, cancellationToken);
    }

    private async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > _options.ResponseBytesMax) throw TooLarge(_options.ResponseBytesMax);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new ArrayBufferWriter<byte>((int)(response.Content.Headers.ContentLength ?? 0) + ReadBytes);
        while (await stream.ReadAsync(body.GetMemory(ReadBytes), cancellationToken) is var count and > 0)
        {
            body.Advance(count);
            if (body.WrittenCount > _options.ResponseBytesMax) throw TooLarge(_options.ResponseBytesMax);
        }

        return body.WrittenSpan.ToArray();
    }

    private async Task<KubernetesApiException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(response, cancellationToken);
        V1Status? status = null;
        try
        {
            status = _json.Deserialize<V1Status>(body);
        }
        catch (JsonException)
        {
            // A proxy, or a server that is starting, answers in words; the code says enough.
        }

        status ??= new V1Status();
        return new KubernetesApiException(status with
        {
            Code = (int)response.StatusCode,
            Reason = string.IsNullOrEmpty(status.Reason) ? ReasonOf(response.StatusCode) : status.Reason,
            Message = status.Message ?? "The API server gave no reason.",
        });
    }

    private static string ReasonOf(HttpStatusCode code) => code switch
    {
        HttpStatusCode.Unauthorized => StatusReasons.Unauthorized,
        HttpStatusCode.Forbidden => StatusReasons.Forbidden,
        HttpStatusCode.NotFound => StatusReasons.NotFound,
        HttpStatusCode.Conflict => StatusReasons.Conflict,
        HttpStatusCode.Gone => StatusReasons.Expired,
        HttpStatusCode.UnprocessableEntity => StatusReasons.Invalid,
        HttpStatusCode.TooManyRequests => StatusReasons.TooManyRequests,
        _ => ((int)code).ToString(CultureInfo.InvariantCulture),
    };

    private static TimeSpan? PauseAfter(ApiRequest request, HttpResponseMessage response, KubernetesApiException failure)
    {
        var pause = response.Headers.RetryAfter?.Delta ?? (failure.Status.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        // With these the server says that it has not begun.
        if (response.StatusCode == HttpStatusCode.TooManyRequests) return pause ?? TimeSpan.Zero;
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && pause is not null) return pause;
        return request.IsIdempotent && (int)response.StatusCode >= 500 ? pause ?? TimeSpan.Zero : null;
    }

    private static KubernetesApiException TooLarge(int bytesMax) =>
        new(new V1Status { Reason = StatusReasons.BadAnswer, Message = $"The API server's answer is longer than {bytesMax} bytes.", Code = 0 });
}
