namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>When uploads that nobody completes are aborted.</summary>
public sealed record BucketAbortIncompleteMultipartUpload
{
    /// <summary>Days after an upload began.</summary>
    public required int DaysAfterInitiation { get; init; }
}
