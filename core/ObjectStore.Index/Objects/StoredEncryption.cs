using ObjectStore.Core.Frames;

namespace ObjectStore.Index.Objects;

/// <summary>How an object or upload is encrypted: what is needed, besides the wrapping key, to read it. docs/encryption.md §4.</summary>
public sealed record StoredEncryption
{
    /// <summary>Whose key wraps the data key.</summary>
    public required EncryptionScheme Scheme { get; init; }

    /// <summary>The wrapping key; empty for a customer's.</summary>
    public required string KeyId { get; init; }

    /// <summary>The data key, wrapped.</summary>
    public required ReadOnlyMemory<byte> WrappedKey { get; init; }

    /// <summary>Salt of the write, <see cref="FrameLayout.SaltBytes"/>; empty for an upload, whose parts have their own.</summary>
    public ReadOnlyMemory<byte> Salt { get; init; }

    /// <summary>Encryption context of a key service, as JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Context { get; init; }

    /// <summary>Whether the client asked for a bucket key.</summary>
    public bool HasBucketKey { get; init; }
}
