namespace ObjectStore.Index.Objects;

/// <summary>In which of the two pools of its storage class a version lies. Stored; the values are never reused.</summary>
public enum StorageTier : byte
{
    /// <summary>In the first one, for what is read.</summary>
    Frequent = 0,

    /// <summary>In the second one, for what nobody has read for long.</summary>
    Infrequent = 1,

    /// <summary>Perhaps in both: parts of it are being moved. Never where it should be.</summary>
    Between = 2,
}
