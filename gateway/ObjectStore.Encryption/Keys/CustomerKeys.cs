using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Encryption.Keys;

/// <summary>Data keys under keys that only customers have (SSE-C).</summary>
public static class CustomerKeys
{
    /// <summary>Wraps a data key; nothing is stored from which the customer's key could be found.</summary>
    public static WrappedKey Wrap(SecretKey customerKey, SecretKey dataKey) => new("", KeyWrap.Wrap(customerKey, dataKey, "customer key"u8));

    /// <summary>Opens a wrapped data key; false when another key wrapped it, or it is damaged.</summary>
    public static bool TryUnwrap(SecretKey customerKey, in WrappedKey wrapped, [NotNullWhen(true)] out SecretKey? dataKey) =>
        KeyWrap.TryUnwrap(customerKey, wrapped.Bytes.Span, "customer key"u8, out dataKey);
}
