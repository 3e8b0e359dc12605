namespace ObjectStore.Index.Objects;

/// <summary>Who may shorten or ignore a retention. Stored; docs/format/index.md §4.</summary>
public enum RetentionMode : byte
{
    /// <summary>Whoever has the permission and says so.</summary>
    Governance = 1,

    /// <summary>Nobody.</summary>
    Compliance = 2,
}
