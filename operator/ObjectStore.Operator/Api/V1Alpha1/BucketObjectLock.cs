namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Lets versions of objects be locked. Cannot be switched off again, and keeps versioning on.</summary>
public sealed record BucketObjectLock
{
    /// <summary>Retention of objects that are written without one. Without it there is none.</summary>
    public BucketDefaultRetention? DefaultRetention { get; init; }
}
