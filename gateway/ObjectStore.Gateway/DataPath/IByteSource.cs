namespace ObjectStore.Gateway.DataPath;

/// <summary>Bytes of an object on their way into the store: a request's body, or another object that is being copied.</summary>
/// <remarks>Used by one caller at a time.</remarks>
public interface IByteSource
{
    /// <summary>How many bytes there will be at most: as many, unless they are compressed on the way. Null when that is known only at the end.</summary>
    long? Length { get; }

    /// <summary>How large the object or part is to clients, which its erasure profile goes by; another number than <see cref="Length"/> where its bytes are compressed or something is put around them.</summary>
    long? ObjectLength => Length;

    /// <summary>
    /// Fills some of <paramref name="destination"/>, at least one byte; 0 when all bytes have been given and verified. The source may go on
    /// reading (hashing) the bytes that it has put there until <see cref="SettleAsync"/> says so; nobody may change them before.
    /// </summary>
    ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when the source no longer needs the bytes that it gave before this call; those given after it do not count. Never fails. The
    /// result may be awaited while further reads go on.
    /// </summary>
    Task SettleAsync();
}
