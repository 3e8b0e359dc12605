namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>Settings of one storage class.</summary>
public sealed class StorageClassOptions
{
    /// <summary>The storage pool of its objects.</summary>
    public string Pool { get; set; } = "";
}
