namespace ObjectStore.Identities;

/// <summary>Where further identities come from.</summary>
public sealed class IdentitiesOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Identities";

    /// <summary>Path of a YAML list of identities, or empty for none.</summary>
    public string File { get; set; } = "";
}
