namespace ObjectStore.Rpc.Calls;

/// <summary>Messages that go out, one at a time. One caller at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Sends a message; completes when the transport has taken its bytes, which are borrowed until then.</summary>
    ValueTask WriteAsync(T message, CancellationToken cancellationToken);

    /// <summary>Takes a message without sending it yet, so that several go out together with the next <see cref="WriteAsync"/> or <see cref="FlushAsync"/>.</summary>
    void Buffer(T message);

    /// <summary>Sends what was taken; completes when the transport has it.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
