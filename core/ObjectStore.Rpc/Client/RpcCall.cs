using System.IO.Pipelines;
using System.Net;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Client;

/// <summary>One call. Disposing it cancels what has not ended. One caller at a time for requests, and one for responses.</summary>
/// <typeparam name="TRequest">What is sent.</typeparam>
/// <typeparam name="TResponse">What comes back.</typeparam>
public sealed class RpcCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IDisposable
{
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 32 << 10, minimumReadSize: 4096, leaveOpen: true);

    private readonly RpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly CancellationTokenSource _ending;
    private HttpRequestMessage? _request;
    private Task<HttpResponseMessage>? _response;
    private HttpResponseMessage? _opened;
    private MessageReader<TResponse>? _messages;
    private PipeReader? _input;
    private bool _hasDeadlinePassed;

    internal RpcCall(RpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    {
        (_channel, _method, _options) = (channel, method, options);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
    }

    /// <summary>Where requests go, in calls with a stream of them.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; internal set; } = null!;

    /// <summary>Where responses come from.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream => this;

    /// <inheritdoc />
    public TResponse Current => _messages!.Current;

    /// <summary>What the peer sent after its last message. Valid once the stream of responses has ended.</summary>
    public Metadata GetTrailers()
    {
        var trailers = new Metadata();
        if (_opened is not null) AddAll(trailers, _opened.TrailingHeaders);
        return trailers;
    }

    /// <summary>What the peer sent before its first message.</summary>
    public async Task<Metadata> GetResponseHeadersAsync()
    {
        var headers = new Metadata();
        AddAll(headers, (await OpenAsync().ConfigureAwait(false)).Headers);
        return headers;
    }

    /// <inheritdoc />
    public async ValueTask<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            var messages = _messages ?? await OpenMessagesAsync().ConfigureAwait(false);
            if (await messages.MoveNextAsync(cancellationToken.CanBeCanceled ? cancellationToken : _ending.Token).ConfigureAwait(false)) return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Translate(exception);
        }

        ThrowUnlessOk();
        return false;
    }

    /// <summary>Waits for the response of a call that has exactly one, and for the call's end.</summary>
    /// <exception cref="RpcException">Any end but OK.</exception>
    public async Task<TResponse> ReadSingleAsync()
    {
        if (!await MoveNext(CancellationToken.None).ConfigureAwait(false)) throw new RpcException(new Status(StatusCode.Internal, "The peer answered with no message."));
        var response = Current;
        if (await MoveNext(CancellationToken.None).ConfigureAwait(false)) throw new RpcException(new Status(StatusCode.Internal, "The peer answered with several messages."));
        return response;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_ending.IsCancellationRequested && _request is null) return;
        _ending.Cancel();
        _messages?.Release();
        _input?.Complete();
        if (_response is not null) _ = DisposeResponseAsync(_response);
        _request?.Dispose();
        _request = null;
        _ending.Dispose();
    }

    internal void Start(HttpContent content)
    {
        _request = new HttpRequestMessage(HttpMethod.Post, new Uri(_channel.Address, _method.FullName))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        _request.Headers.TryAddWithoutValidation("te", "trailers");
        _request.Headers.TryAddWithoutValidation(GrpcNames.AcceptEncoding, GrpcNames.IdentityEncoding);
        foreach (var entry in _options.Headers ?? []) _request.Headers.TryAddWithoutValidation(entry.Key, MetadataText.ValueOf(entry));
        if (_options.Deadline is { } deadline)
        {
            var left = deadline - _channel.Time.GetUtcNow();
            _request.Headers.TryAddWithoutValidation(GrpcNames.Timeout, GrpcTimeout.Format(left));
            if (left > TimeSpan.Zero) _ending.CancelAfter(left);
            else _ending.Cancel();
        }

        _response = _channel.SendAsync(_request, _ending.Token);
    }

    private static async Task DisposeResponseAsync(Task<HttpResponseMessage> response)
    {
        try
        {
            (await response.ConfigureAwait(false)).Dispose();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The call was given up; how it ends interests nobody.
        }
    }

    private static void AddAll(Metadata metadata, System.Net.Http.Headers.HttpResponseHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            if (GrpcNames.IsReserved(name)) continue;
            foreach (var value in values) MetadataText.AddTo(metadata, name.ToLowerInvariant(), value);
        }
    }

    private static StatusCode StatusOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    private async Task<HttpResponseMessage> OpenAsync()
    {
        try
        {
            return _opened = await _response!.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Translate(exception);
        }
    }

    private async ValueTask<MessageReader<TResponse>> OpenMessagesAsync()
    {
        var response = await OpenAsync().ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new RpcException(new Status(StatusOf(response.StatusCode), $"The peer answered with HTTP status {(int)response.StatusCode}."));
        if (!GrpcNames.IsGrpc(response.Content.Headers.ContentType?.MediaType))
            throw new RpcException(new Status(StatusCode.Unknown, "The peer's answer is not gRPC."));
        var encoding = FindHeader(response.Headers, GrpcNames.Encoding);
        if (encoding is not null && encoding != GrpcNames.IdentityEncoding)
            throw new RpcException(new Status(StatusCode.Internal, $"The peer answers with messages encoded as '{encoding}', which it was not told are understood."));
        _input = PipeReader.Create(await response.Content.ReadAsStreamAsync(_ending.Token).ConfigureAwait(false), ReaderOptions);
        return _messages = new MessageReader<TResponse>(_input, _method.ResponseMarshaller, _channel.MessageBytesMax);
    }

    private void ThrowUnlessOk()
    {
        var response = _opened!;
        var trailers = response.TrailingHeaders;

        // An answer without messages may carry its status in the headers.
        var text = FindHeader(trailers, GrpcNames.Status) ?? FindHeader(response.Headers, GrpcNames.Status);
        if (text == "0") return;
        var message = GrpcMessage.Decode(FindHeader(trailers, GrpcNames.Message) ?? FindHeader(response.Headers, GrpcNames.Message) ?? "");
        var metadata = new Metadata();
        AddAll(metadata, trailers);
        if (metadata.Count == 0) AddAll(metadata, response.Headers);
        throw new RpcException(
            int.TryParse(text, out var code) && Enum.IsDefined((StatusCode)code)
                ? new Status((StatusCode)code, message)
                : new Status(text is null ? StatusCode.Internal : StatusCode.Unknown, text is null ? "The peer's answer has no status." : message),
            metadata);
    }

    private static string? FindHeader(System.Net.Http.Headers.HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private RpcException Translate(Exception exception)
    {
        _hasDeadlinePassed |= _options.Deadline is { } deadline && (_ending.IsCancellationRequested || deadline <= _channel.Time.GetUtcNow());
        if (_options.CancellationToken.IsCancellationRequested) return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."), null, exception);
        if (_hasDeadlinePassed) return new RpcException(new Status(StatusCode.DeadlineExceeded, "The deadline has passed."), null, exception);
        var error = exception as HttpProtocolException ?? exception.InnerException as HttpProtocolException;
        return new RpcException(StatusOfReset(error?.ErrorCode, exception), null, exception);
    }

    /// <summary>What a stream's reset means, by its HTTP/2 error code (RFC 9113 §7, PROTOCOL-HTTP2.md "Errors").</summary>
    private static Status StatusOfReset(long? code, Exception exception) => code switch
    {
        0x8 => new Status(StatusCode.Cancelled, "The peer cancelled the call."),
        0xb => new Status(StatusCode.ResourceExhausted, "The peer asks for calm."),
        0xc => new Status(StatusCode.PermissionDenied, "The connection is not safe enough for the peer."),
        _ => new Status(StatusCode.Unavailable, $"The peer cannot be reached: {exception.Message}"),
    };
}
