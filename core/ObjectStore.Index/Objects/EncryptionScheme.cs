namespace ObjectStore.Index.Objects;

/// <summary>Whose key wraps the data key of an object. Stored; the values are never reused.</summary>
public enum EncryptionScheme : byte
{
    /// <summary>A master key of the store (SSE-S3).</summary>
    StoreKey = 1,

    /// <summary>A key of a key service (SSE-KMS).</summary>
    KeyService = 2,

    /// <summary>A key that only the customer has (SSE-C).</summary>
    CustomerKey = 3,
}
