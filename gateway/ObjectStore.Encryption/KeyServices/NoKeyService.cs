using ObjectStore.Encryption.Keys;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>Stands where no key service is configured.</summary>
internal sealed class NoKeyService : IKeyService
{
    public ValueTask<(SecretKey DataKey, WrappedKey Wrapped)> GenerateAsync(string keyId, ReadOnlyMemory<byte> context, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<SecretKey> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken) => throw Failure();

    private static KeyServiceException Failure() =>
        new(KeyServiceFailure.NotConfigured, $"No key service is configured ({EncryptionOptions.SectionName}:{nameof(EncryptionOptions.KmsKeysFile)} or {EncryptionOptions.SectionName}:{nameof(EncryptionOptions.Vault)}:{nameof(VaultOptions.Address)}).");
}
