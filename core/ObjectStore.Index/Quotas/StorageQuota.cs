using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Index.Quotas;

/// <summary>How much a bucket, or all buckets of an owner, may hold; null: as much as there is room for.</summary>
/// <param name="Bytes">Bytes of objects, of all their versions, and of parts of uploads that have begun, 0..<see cref="Max"/>.</param>
/// <param name="Objects">Objects, all their versions that are not delete markers, and uploads that have begun, 0..<see cref="Max"/>.</param>
public sealed record StorageQuota(long? Bytes, long? Objects)
{
    /// <summary>Highest quota that can be set: 1 PiB, or as many objects. Numbers up to here are exact in every program that reads JSON.</summary>
    public const long Max = 1L << 50;

    /// <summary>What stands for no quota: more than is ever held, so that what is left of it is not negative.</summary>
    internal const long Unlimited = 1L << 60;

    /// <summary>No quota.</summary>
    public static StorageQuota None { get; } = new(null, null);

    /// <summary>Whether there is none.</summary>
    public bool IsNone => this == None;

    /// <summary>Whether it can be set.</summary>
    public bool IsValid => IsAmount(Bytes) && IsAmount(Objects);

    /// <summary>The quota as a limit.</summary>
    internal StoredAmount Limit => new(Bytes ?? Unlimited, Objects ?? Unlimited);

    /// <summary>As the content of a bucket's document: docs/format/limits.md.</summary>
    public byte[] Encode() => QuotaDocument.Encode(this);

    /// <summary>Reads what <see cref="Encode"/> wrote; false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out StorageQuota? quota) => QuotaDocument.TryDecode(bytes, out quota);

    private static bool IsAmount(long? amount) => amount is null or (>= 0 and <= Max);
}
