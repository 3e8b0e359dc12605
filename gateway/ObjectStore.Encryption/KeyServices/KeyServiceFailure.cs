namespace ObjectStore.Encryption.KeyServices;

/// <summary>Why a key service gave no key.</summary>
public enum KeyServiceFailure
{
    /// <summary>No key service is configured.</summary>
    NotConfigured,

    /// <summary>It has no such key, or none that can wrap.</summary>
    KeyNotFound,

    /// <summary>The store may not use the key.</summary>
    Denied,

    /// <summary>The wrapped key was not made with this key and context.</summary>
    WrongKey,

    /// <summary>It cannot be reached, is sealed or overloaded; the same may succeed later.</summary>
    Unavailable,
}
