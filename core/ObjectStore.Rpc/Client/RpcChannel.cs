using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Client;

/// <summary>Calls to one peer. Thread-safe.</summary>
/// <param name="address">Scheme, host and port. With https, the connections have certificates.</param>
/// <param name="connections">What the calls go over; whoever made them disposes them.</param>
/// <param name="time">Clock of deadlines.</param>
public sealed class RpcChannel(Uri address, RpcConnections connections, TimeProvider time)
{
    private uint _turn;

    /// <summary>The peer.</summary>
    public Uri Address { get; } = address;

    /// <summary>Calls with one request and one response.</summary>
    /// <exception cref="RpcException">Any end but OK; Unavailable when the peer cannot be reached.</exception>
    public async Task<TResponse> UnaryCallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallOptions options)
    {
        using var call = new RpcCall<TRequest, TResponse>(this, method, options);
        call.Start(new SingleMessageContent<TRequest>(request, method.RequestMarshaller, MessageBytesMax));
        return await call.ReadSingleAsync().ConfigureAwait(false);
    }

    /// <summary>Calls with one request and a stream of responses. The caller disposes the call, which cancels it if it has not ended.</summary>
    public RpcCall<TRequest, TResponse> ServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallOptions options)
    {
        var call = new RpcCall<TRequest, TResponse>(this, method, options);
        call.Start(new SingleMessageContent<TRequest>(request, method.RequestMarshaller, MessageBytesMax));
        return call;
    }

    /// <summary>Calls with a stream of requests; for one response see <see cref="RpcCall{TRequest,TResponse}.ReadSingleAsync"/>. The caller disposes the call.</summary>
    public RpcCall<TRequest, TResponse> StreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options)
    {
        var call = new RpcCall<TRequest, TResponse>(this, method, options);
        var content = new MessageStreamContent<TRequest>(method.RequestMarshaller, MessageBytesMax);
        call.Start(content);
        call.RequestStream = content;
        return call;
    }

    internal TimeProvider Time => time;

    internal int MessageBytesMax => connections.Options.MessageBytesMax;

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        connections.SendAsync(request, Interlocked.Increment(ref _turn), cancellationToken);
}
