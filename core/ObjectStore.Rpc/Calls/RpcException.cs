namespace ObjectStore.Rpc.Calls;

/// <summary>A call that did not succeed, on either side. A service throws it to answer with that status.</summary>
public sealed class RpcException : Exception
{
    /// <summary>An outcome with what came in or goes into the trailers.</summary>
    public RpcException(Status status, Metadata? trailers = null, Exception? innerException = null)
        : base($"{status.StatusCode}: {status.Detail}", innerException)
    {
        Status = status;
        Trailers = trailers ?? [];
    }

    /// <summary>The outcome.</summary>
    public Status Status { get; }

    /// <summary>Its code.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata that the peer sent with the status.</summary>
    public Metadata Trailers { get; }
}
