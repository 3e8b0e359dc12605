using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Server;

/// <summary>Requests of one call.</summary>
internal sealed class ServerStreamReader<T>(MessageReader<T> messages, CancellationToken callToken) : IAsyncStreamReader<T>
{
    /// <inheritdoc />
    public T Current => messages.Current;

    /// <inheritdoc />
    public ValueTask<bool> MoveNext(CancellationToken cancellationToken) => messages.MoveNextAsync(cancellationToken.CanBeCanceled ? cancellationToken : callToken);
}
