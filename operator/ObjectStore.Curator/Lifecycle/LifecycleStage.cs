namespace ObjectStore.Curator.Lifecycle;

/// <summary>What of a bucket is walked through. Stored; the values are never reused.</summary>
internal enum LifecycleStage
{
    /// <summary>Versions and delete markers.</summary>
    Versions = 1,

    /// <summary>Uploads that have not been completed.</summary>
    Uploads = 2,

    /// <summary>Nothing more.</summary>
    Done = 3,
}
