using System.Collections.Frozen;
using ObjectStore.Encryption.Keys;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>Keys in a file of this machine.</summary>
internal sealed class FileKeyService(IReadOnlyList<NamedKey> keys) : IKeyService
{
    private readonly FrozenDictionary<string, SecretKey> _keys = keys.ToFrozenDictionary(static key => key.Id, static key => key.Key, StringComparer.Ordinal);

    public ValueTask<(SecretKey DataKey, WrappedKey Wrapped)> GenerateAsync(string keyId, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        var key = Find(keyId);
        var dataKey = SecretKey.New();
        return ValueTask.FromResult((dataKey, new WrappedKey(keyId, KeyWrap.Wrap(key, dataKey, context.Span))));
    }

    public ValueTask<SecretKey> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken) =>
        KeyWrap.TryUnwrap(Find(wrapped.KeyId), wrapped.Bytes.Span, context.Span, out var dataKey)
            ? ValueTask.FromResult(dataKey)
            : throw new KeyServiceException(KeyServiceFailure.WrongKey, $"The key '{wrapped.KeyId}' is another than the one that wrapped the data key.");

    private SecretKey Find(string keyId) =>
        _keys.TryGetValue(keyId, out var key) ? key : throw new KeyServiceException(KeyServiceFailure.KeyNotFound, $"Key '{keyId}' does not exist.");
}
