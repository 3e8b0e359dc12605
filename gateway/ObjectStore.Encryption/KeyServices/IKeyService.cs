using ObjectStore.Encryption.Keys;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>Who holds the keys of SSE-KMS: a file, or a service elsewhere. Thread-safe.</summary>
public interface IKeyService
{
    /// <summary>Makes a data key and wraps it.</summary>
    /// <param name="keyId">Key to wrap it with, as a client names it.</param>
    /// <param name="context">Encryption context; unwrapping needs the same.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The data key, the caller's to dispose, and its stored form.</returns>
    /// <exception cref="KeyServiceException">There is none.</exception>
    ValueTask<(SecretKey DataKey, WrappedKey Wrapped)> GenerateAsync(string keyId, ReadOnlyMemory<byte> context, CancellationToken cancellationToken);

    /// <summary>Opens a wrapped data key, which is the caller's to dispose.</summary>
    /// <exception cref="KeyServiceException">It cannot be opened.</exception>
    ValueTask<SecretKey> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken);
}
