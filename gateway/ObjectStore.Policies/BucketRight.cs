namespace ObjectStore.Policies;

/// <summary>What an identity may do with the objects of a bucket that it is granted.</summary>
public enum BucketRight
{
    /// <summary>Read and list.</summary>
    ReadOnly,

    /// <summary>Everything.</summary>
    ReadWrite,

    /// <summary>Put, and neither read, list nor delete.</summary>
    WriteOnly,

    /// <summary>Whatever a policy allows with them: the grant is its boundary.</summary>
    Bounded,
}
