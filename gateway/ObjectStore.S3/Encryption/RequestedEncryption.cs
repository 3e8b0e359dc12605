namespace ObjectStore.S3.Encryption;

/// <summary>Which kind of server-side encryption a request asks for.</summary>
public enum RequestedEncryption
{
    /// <summary>None; what the bucket says holds.</summary>
    None,

    /// <summary>With a key of the store (SSE-S3).</summary>
    StoreKey,

    /// <summary>With a key of a key service (SSE-KMS).</summary>
    KeyService,

    /// <summary>With a key that the request brings (SSE-C).</summary>
    CustomerKey,
}
