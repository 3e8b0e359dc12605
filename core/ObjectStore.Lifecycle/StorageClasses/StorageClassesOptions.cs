namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>The storage classes that the settings offer beside those that there always are.</summary>
public sealed class StorageClassesOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "StorageClasses";

    /// <summary>The settings of each, by its name.</summary>
    public Dictionary<string, StorageClassOptions> Classes { get; } = [];
}
