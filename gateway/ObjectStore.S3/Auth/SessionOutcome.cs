namespace ObjectStore.S3.Auth;

/// <summary>What became of a session token.</summary>
public enum SessionOutcome
{
    /// <summary>It is not ours, belongs to another access key, or those whom it stands for are gone.</summary>
    Invalid,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It holds.</summary>
    Valid,
}
