namespace ObjectStore.Index.Objects;

/// <summary>What the row of a version says of its tier, where its storage class has two pools.</summary>
/// <param name="AccessedAt">When it was last read, to about a day, or came into its class; whole milliseconds.</param>
/// <param name="Tier">Where it lies.</param>
public readonly record struct StoredTiering(DateTimeOffset AccessedAt, StorageTier Tier)
{
    /// <summary>What holds for a version whose row says nothing: it was last accessed when it was made, and lies where it was written.</summary>
    /// <param name="stored">What its row says.</param>
    /// <param name="madeAt">When it was made.</param>
    public static StoredTiering Of(StoredTiering? stored, DateTimeOffset madeAt) => stored ?? new StoredTiering(madeAt, StorageTier.Frequent);
}
