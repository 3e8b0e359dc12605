namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>Settings of one storage class.</summary>
public sealed class StorageClassOptions
{
    /// <summary>The storage pool of its objects.</summary>
    public string Pool { get; set; } = "";

    /// <summary>Whether its objects are read only after they have been restored. Where it is not said, those of <c>GLACIER</c> and <c>DEEP_ARCHIVE</c> are.</summary>
    public bool? Archive { get; set; }

    /// <summary>The storage pool of those of its objects that nobody has read for <see cref="InfrequentAccessAfterDays"/>; empty where none are moved by that.</summary>
    public string InfrequentAccessPool { get; set; } = "";

    /// <summary>After how many days without a read they are moved there; 30 where it is not said.</summary>
    public int? InfrequentAccessAfterDays { get; set; }
}
