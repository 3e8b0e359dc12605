namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>Settings of one storage class.</summary>
public sealed class StorageClassOptions
{
    /// <summary>The storage pool of its objects.</summary>
    public string Pool { get; set; } = "";

    /// <summary>Whether its objects are read only after they have been restored. Where it is not said, those of <c>GLACIER</c> and <c>DEEP_ARCHIVE</c> are.</summary>
    public bool? Archive { get; set; }
}
