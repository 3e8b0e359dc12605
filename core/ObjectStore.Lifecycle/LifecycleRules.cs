using System.Text;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Lifecycle;

/// <summary>
/// The rules of a bucket, and what they say of one thing in it. Pure: no clock, no bucket, no index. Where several rules apply, the earliest says when; of rules
/// that say the same time, the first.
/// </summary>
/// <remarks>Immutable and thread-safe. A rule that is switched off says nothing.</remarks>
public sealed class LifecycleRules
{
    /// <summary>Most rules of a bucket (Amazon S3 user guide, "Managing the lifecycle of objects").</summary>
    public const int CountMax = 1_000;

    private readonly LifecycleRule[] _expirations;
    private readonly LifecycleRule[] _noncurrent;
    private readonly LifecycleRule[] _aborts;

    /// <summary>Rules in the order in which they were given.</summary>
    public LifecycleRules(IReadOnlyList<LifecycleRule> rules)
    {
        Rules = rules;
        _expirations = [.. rules.Where(static rule => rule is { IsEnabled: true, Expiration: not null })];
        _noncurrent = [.. rules.Where(static rule => rule is { IsEnabled: true, NoncurrentExpiration: not null })];
        _aborts = [.. rules.Where(static rule => rule is { IsEnabled: true, AbortUploadAfterDays: not null })];
        VersionPrefixes = PrefixesOf(_expirations.Concat(_noncurrent));
        UploadPrefixes = PrefixesOf(_aborts);
    }

    /// <summary>All of them, also those that are switched off.</summary>
    public IReadOnlyList<LifecycleRule> Rules { get; }

    /// <summary>
    /// From which size on objects are moved to other storage classes by default, as it was sent with the rules; null when nothing was. Kept to be shown: there is no class to move to.
    /// </summary>
    public string? TransitionMinimum { get; init; }

    /// <summary>Whether any rule is about versions or delete markers, current or not.</summary>
    public bool ConcernVersions => _expirations.Length > 0 || _noncurrent.Length > 0;

    /// <summary>Whether any rule is about uploads.</summary>
    public bool ConcernUploads => _aborts.Length > 0;

    /// <summary>
    /// What keys begin with that rules about versions and delete markers can be about, in the order of their bytes and none of them the beginning of another:
    /// an empty one for all keys, nothing where no rule is about any.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> VersionPrefixes { get; }

    /// <summary>The same for rules about uploads.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> UploadPrefixes { get; }

    /// <summary>When a current object expires: it is removed, or covered by a delete marker where versions are kept.</summary>
    /// <param name="current">The object.</param>
    /// <param name="madeAt">Its time of last modification.</param>
    /// <param name="calendar">How days are counted.</param>
    public LifecycleDue? ExpirationOf(in LifecycleObject current, DateTimeOffset madeAt, LifecycleCalendar calendar)
    {
        LifecycleDue? first = null;
        foreach (var rule in _expirations)
        {
            if (rule.Expiration!.DueAt(madeAt, calendar) is not { } at || at >= first?.At) continue;
            if (rule.Filter.Matches(current)) first = new LifecycleDue(at, rule);
        }

        return first;
    }

    /// <summary>When a delete marker that is the only version of its key goes. It has no tags and no size: rules that ask for those are not about it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="madeAt">When the marker was made.</param>
    /// <param name="calendar">How days are counted.</param>
    public LifecycleDue? MarkerExpirationOf(ObjectKey key, DateTimeOffset madeAt, LifecycleCalendar calendar)
    {
        LifecycleDue? first = null;
        foreach (var rule in _expirations)
        {
            var due = rule.Expiration!.RemovesMarkers == true ? madeAt : rule.Expiration.DueAt(madeAt, calendar);
            if (due is not { } at || at >= first?.At) continue;
            if (rule.Filter.MatchesBareKey(key.Utf8)) first = new LifecycleDue(at, rule);
        }

        return first;
    }

    /// <summary>When a version that is not current is removed for good.</summary>
    /// <param name="version">The version.</param>
    /// <param name="isMarker">Whether it is a delete marker, which has no tags and no size.</param>
    /// <param name="coveredAt">When it stopped being current: when the next newer version was made.</param>
    /// <param name="newerCount">How many noncurrent versions of the key are newer.</param>
    /// <param name="calendar">How days are counted.</param>
    public LifecycleDue? NoncurrentExpirationOf(in LifecycleObject version, bool isMarker, DateTimeOffset coveredAt, int newerCount, LifecycleCalendar calendar)
    {
        LifecycleDue? first = null;
        foreach (var rule in _noncurrent)
        {
            var expiration = rule.NoncurrentExpiration!;
            if (newerCount < (expiration.KeepNewest ?? 0)) continue;
            var at = calendar.After(coveredAt, expiration.Days);
            if (at >= first?.At) continue;
            if (isMarker ? rule.Filter.MatchesBareKey(version.Key.Span) : rule.Filter.Matches(version)) first = new LifecycleDue(at, rule);
        }

        return first;
    }

    /// <summary>When an upload that has not been completed is aborted.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="initiatedAt">When it began.</param>
    /// <param name="calendar">How days are counted.</param>
    public LifecycleDue? AbortOf(ObjectKey key, DateTimeOffset initiatedAt, LifecycleCalendar calendar)
    {
        LifecycleDue? first = null;
        foreach (var rule in _aborts)
        {
            var at = calendar.After(initiatedAt, rule.AbortUploadAfterDays!.Value);
            if (at >= first?.At) continue;
            if (rule.Filter.MatchesBareKey(key.Utf8)) first = new LifecycleDue(at, rule);
        }

        return first;
    }

    private static List<ReadOnlyMemory<byte>> PrefixesOf(IEnumerable<LifecycleRule> rules)
    {
        var prefixes = rules.Select(static rule => Encoding.UTF8.GetBytes(rule.Filter.Prefix ?? "")).ToArray();
        Array.Sort(prefixes, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        var widest = new List<ReadOnlyMemory<byte>>();
        foreach (var prefix in prefixes)
        {
            if (widest.Count == 0 || !prefix.AsSpan().StartsWith(widest[^1].Span)) widest.Add(prefix);
        }

        return widest;
    }
}
