namespace ObjectStore.Index.Objects;

/// <summary>What a listing says of one version.</summary>
/// <param name="Listed">What a listing of current objects would say of it.</param>
/// <param name="Version">How clients name it.</param>
/// <param name="IsLatest">Whether it is the current version of its key.</param>
/// <param name="IsDeleteMarker">Whether it is a delete marker.</param>
public readonly record struct ListedVersion(ListedObject Listed, VersionName Version, bool IsLatest, bool IsDeleteMarker)
{
    /// <summary>Bytes that are stored, before they are encrypted and coded: fewer than the size where they are compressed.</summary>
    public long StoredBytes { get; init; } = Listed.Size;
}
