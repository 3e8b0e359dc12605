namespace ObjectStore.Encryption.Keys;

/// <summary>A data key as it is stored.</summary>
/// <param name="KeyId">The key that it is wrapped under; empty for a customer's.</param>
/// <param name="Bytes">The wrapped key, in the form of whoever holds that key.</param>
public readonly record struct WrappedKey(string KeyId, ReadOnlyMemory<byte> Bytes);
