namespace ObjectStore.Index.Objects;

/// <summary>What is to become of a version whose time is over.</summary>
public enum ExpirationKind
{
    /// <summary>A current object: removed, or covered by a delete marker where the bucket keeps versions.</summary>
    Current,

    /// <summary>A version that is not current, which is removed for good.</summary>
    Noncurrent,

    /// <summary>A current delete marker without versions under it, which is removed for good.</summary>
    LoneMarker,
}
