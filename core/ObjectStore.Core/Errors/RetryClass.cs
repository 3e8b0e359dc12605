namespace ObjectStore.Core.Errors;

/// <summary>What a caller may do about a <see cref="StorageErrorCode"/>.</summary>
public enum RetryClass
{
    /// <summary>Trying again gives the same answer.</summary>
    Never,

    /// <summary>The same target may succeed a little later.</summary>
    SameTarget,

    /// <summary>Another device or placement group may succeed now.</summary>
    OtherTarget,

    /// <summary>Refresh the map or row that the request was made from, then try again.</summary>
    AfterRefresh,
}
