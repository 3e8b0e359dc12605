namespace ObjectStore.Rpc.Calls;

/// <summary>Requests of a streaming call.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Completes when messages can be taken by <see cref="IAsyncStreamWriter{T}.Buffer"/>: the connection stands.</summary>
    ValueTask ReadyAsync(CancellationToken cancellationToken);

    /// <summary>There are no more requests.</summary>
    Task CompleteAsync();
}
