namespace ObjectStore.Extents.Format;

/// <summary>What a checkpoint says of an extent.</summary>
internal readonly record struct ExtentRow(uint Number, bool IsSealed, ulong Nonce, long StoredBytes);
