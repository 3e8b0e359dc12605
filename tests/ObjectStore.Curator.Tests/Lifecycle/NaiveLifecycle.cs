using ObjectStore.Index.Catalog;
using ObjectStore.Lifecycle;

namespace ObjectStore.Curator.Tests.Lifecycle;

/// <summary>
/// The reference: what must be left of a bucket when its rules are followed at a moment until nothing more is due. All versions of all keys lie in memory, and every rule is
/// asked about each, with arithmetic of its own.
/// </summary>
internal sealed class NaiveLifecycle(IReadOnlyList<LifecycleRule> rules, BucketVersioning versioning, DateTimeOffset now)
{
    /// <summary>A version or delete marker.</summary>
    /// <param name="Name">How clients name it; empty for a delete marker that a rule made.</param>
    /// <param name="IsNull">Whether it is the null version.</param>
    /// <param name="IsMarker">Whether it is a delete marker.</param>
    /// <param name="MadeAt">When it was made.</param>
    /// <param name="Size">Bytes.</param>
    /// <param name="Tags">Tags.</param>
    /// <param name="IsLocked">Whether it must not be removed.</param>
    public sealed record Version(string Name, bool IsNull, bool IsMarker, DateTimeOffset MadeAt, long Size, IReadOnlyList<KeyValuePair<string, string>> Tags, bool IsLocked);

    /// <summary>What is left of the versions of a key, newest first.</summary>
    public List<Version> Follow(string key, IEnumerable<Version> versions)
    {
        var left = versions.ToList();
        while (TryStep(key, left))
        {
            // Until nothing is due.
        }

        return left;
    }

    /// <summary>Whether an upload is aborted.</summary>
    public bool IsAborted(string key, DateTimeOffset initiatedAt) =>
        rules.Any(rule => rule is { IsEnabled: true, AbortUploadAfterDays: { } days } && key.StartsWith(rule.Filter.Prefix!, StringComparison.Ordinal) && IsOver(initiatedAt, days));

    private bool TryStep(string key, List<Version> left)
    {
        if (left.Count == 0) return false;
        var newest = left[0];
        if (newest.IsMarker && left.Count == 1 && !newest.IsLocked && rules.Any(rule => IsMarkerDue(rule, key, newest)))
        {
            left.Clear();
            return true;
        }

        if (!newest.IsMarker && rules.Any(rule => IsDue(rule, key, newest)))
        {
            Expire(left, newest);
            return true;
        }

        for (var i = 1; i < left.Count; i++)
        {
            if (left[i].IsLocked || !rules.Any(rule => IsNoncurrentDue(rule, key, left[i - 1].MadeAt, newerCount: i - 1))) continue;
            left.RemoveAt(i);
            return true;
        }

        return false;
    }

    private void Expire(List<Version> left, Version newest)
    {
        var isNull = versioning == BucketVersioning.Suspended;
        if (versioning == BucketVersioning.Never) left.Clear();
        if (isNull) left.RemoveAll(static version => version.IsNull);
        if (versioning != BucketVersioning.Never) left.Insert(0, newest with { Name = "", IsNull = isNull, IsMarker = true, MadeAt = now, Size = 0, Tags = [], IsLocked = false });
    }

    private bool IsDue(LifecycleRule rule, string key, Version version) =>
        rule is { IsEnabled: true, Expiration: { } expiration } && IsAbout(rule, key)
        && !(rule.Filter.SizeAbove >= version.Size) && !(rule.Filter.SizeBelow <= version.Size) && rule.Filter.Tags.All(version.Tags.Contains)
        && (expiration.Days is { } days ? IsOver(version.MadeAt, days) : expiration.Date <= now);

    private bool IsMarkerDue(LifecycleRule rule, string key, Version marker) =>
        rule is { IsEnabled: true, Expiration: { } expiration, Filter: { SizeAbove: null, SizeBelow: null, Tags.Count: 0 } } && IsAbout(rule, key)
        && (expiration.RemovesMarkers == true || (expiration.Days is { } days ? IsOver(marker.MadeAt, days) : expiration.Date <= now));

    private bool IsNoncurrentDue(LifecycleRule rule, string key, DateTimeOffset coveredAt, int newerCount) =>
        rule is { IsEnabled: true, NoncurrentExpiration: { } expiration } && IsAbout(rule, key) && newerCount >= (expiration.KeepNewest ?? 0) && IsOver(coveredAt, expiration.Days);

    private static bool IsAbout(LifecycleRule rule, string key) => key.StartsWith(rule.Filter.Prefix ?? "", StringComparison.Ordinal);

    private bool IsOver(DateTimeOffset from, int days)
    {
        var end = from.AddDays(days);
        var midnight = end.TimeOfDay == TimeSpan.Zero ? end : new DateTimeOffset(end.Date.AddDays(1), TimeSpan.Zero);
        return midnight <= now;
    }
}
