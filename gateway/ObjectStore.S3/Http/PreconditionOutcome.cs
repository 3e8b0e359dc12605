namespace ObjectStore.S3.Http;

/// <summary>What the conditions of a read say.</summary>
public enum PreconditionOutcome
{
    /// <summary>Go on.</summary>
    Proceed,

    /// <summary>304 for a read; 412 for a copy.</summary>
    NotModified,

    /// <summary>412.</summary>
    Failed,
}
