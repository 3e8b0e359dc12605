namespace ObjectStore.Index.Objects;

/// <summary>What became of a change of an object's versions.</summary>
/// <param name="Outcome">Whether it was applied.</param>
/// <param name="Version">The version that was written or removed; null in a bucket without versions, and when nothing was.</param>
/// <param name="IsDeleteMarker">Whether that version is a delete marker.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, VersionName? Version = null, bool IsDeleteMarker = false)
{
    /// <summary>Where versions do not matter, the outcome says it all.</summary>
    public static implicit operator WriteOutcome(WriteResult result) => result.Outcome;
}
