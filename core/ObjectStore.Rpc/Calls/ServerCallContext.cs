namespace ObjectStore.Rpc.Calls;

/// <summary>One call as its handler sees it. Valid until the handler completes; not thread-safe.</summary>
public abstract class ServerCallContext
{
    /// <summary>Path of the call, <c>/service/method</c>.</summary>
    public abstract string Method { get; }

    /// <summary>Address of the peer.</summary>
    public abstract string Peer { get; }

    /// <summary>When the client stops waiting; <see cref="DateTimeOffset.MaxValue"/> for never.</summary>
    public abstract DateTimeOffset Deadline { get; }

    /// <summary>Cancelled when the client has gone or the deadline has passed.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>What the client sent beside the messages; without the names that belong to HTTP and gRPC.</summary>
    public abstract Metadata RequestHeaders { get; }

    /// <summary>Sent with the status at the end.</summary>
    public abstract Metadata ResponseTrailers { get; }

    /// <summary>Sends headers before the first message. At most once.</summary>
    public abstract Task WriteResponseHeadersAsync(Metadata responseHeaders);
}
