namespace ObjectStore.Rpc.Calls;

/// <summary>Messages that come in, one at a time. One caller at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> brought. Bytes that it borrows are valid until the next one.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false at the end of the stream.</summary>
    /// <exception cref="RpcException">The call ended otherwise than with OK.</exception>
    ValueTask<bool> MoveNext(CancellationToken cancellationToken);
}
