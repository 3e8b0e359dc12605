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

    /// <summary>The value of <see cref="TransitionMinimum"/> with which archives take objects of any size.</summary>
    public const string VariesByStorageClass = "varies_by_storage_class";

    private readonly LifecycleRule[] _expirations;
    private readonly LifecycleRule[] _noncurrent;
    private readonly LifecycleRule[] _aborts;
    private readonly LifecycleRule[] _transitions;
    private readonly LifecycleRule[] _noncurrentTransitions;

    /// <summary>Rules in the order in which they were given.</summary>
    public LifecycleRules(IReadOnlyList<LifecycleRule> rules)
    {
        Rules = rules;
        _expirations = [.. rules.Where(static rule => rule is { IsEnabled: true, Expiration: not null })];
        _noncurrent = [.. rules.Where(static rule => rule is { IsEnabled: true, NoncurrentExpiration: not null })];
        _aborts = [.. rules.Where(static rule => rule is { IsEnabled: true, AbortUploadAfterDays: not null })];
        _transitions = [.. rules.Where(static rule => rule is { IsEnabled: true, Transitions.Count: > 0 })];
        _noncurrentTransitions = [.. rules.Where(static rule => rule is { IsEnabled: true, NoncurrentTransitions.Count: > 0 })];
        RemovalPrefixes = PrefixesOf([.. _expirations, .. _noncurrent]);
        TransitionPrefixes = PrefixesOf([.. _transitions, .. _noncurrentTransitions]);
        UploadPrefixes = PrefixesOf(_aborts);
    }

    /// <summary>Those of a bucket without any.</summary>
    public static LifecycleRules None { get; } = new([]);

    /// <summary>All of them, also those that are switched off.</summary>
    public IReadOnlyList<LifecycleRule> Rules { get; }

    /// <summary>
    /// From which size on objects are moved to other storage classes by default, as it was sent with the rules; null when nothing was, which means the same as <c>all_storage_classes_128K</c>.
    /// </summary>
    public string? TransitionMinimum { get; init; }

    /// <summary>Whether any rule is about uploads.</summary>
    public bool ConcernUploads => _aborts.Length > 0;

    /// <summary>
    /// What keys begin with that rules by which versions and delete markers go can be about, in the order of their bytes and none of them the beginning of another:
    /// an empty one for all keys, nothing where no rule is about any.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> RemovalPrefixes { get; }

    /// <summary>The same for rules by which versions move to other storage classes.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TransitionPrefixes { get; }

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

    /// <summary>How many newer noncurrent versions of its key a version that is not current needs to be removed for good by now; null when no rule removes it. Of rules that do, the one that keeps the fewest counts.</summary>
    /// <param name="version">The version.</param>
    /// <param name="isMarker">Whether it is a delete marker, which has no tags and no size.</param>
    /// <param name="coveredAt">When it stopped being current: when the next newer version was made.</param>
    /// <param name="newerCount">How many noncurrent versions of the key are newer.</param>
    /// <param name="moment">By what it is judged.</param>
    public int? NewerMinOf(in LifecycleObject version, bool isMarker, DateTimeOffset coveredAt, int newerCount, LifecycleMoment moment)
    {
        int? fewest = null;
        foreach (var rule in _noncurrent)
        {
            var (days, keep) = (rule.NoncurrentExpiration!.Days, rule.NoncurrentExpiration.KeepNewest ?? 0);
            if (newerCount < keep || keep >= fewest || moment.Calendar.After(coveredAt, days) > moment.Now) continue;
            if (isMarker ? rule.Filter.MatchesBareKey(version.Key.Span) : rule.Filter.Matches(version)) fewest = keep;
        }

        return fewest;
    }

    /// <summary>The storage class that a current object should be of by now; null when no rule says one. Of those that are over the latest counts: it is the one that the object comes to in the end.</summary>
    /// <param name="current">The object.</param>
    /// <param name="madeAt">Its time of last modification.</param>
    /// <param name="moment">By what it is judged.</param>
    public string? ClassOf(LifecycleObject current, DateTimeOffset madeAt, LifecycleMoment moment) => LatestOf(TransitionsOf(current, madeAt, moment));

    /// <summary>The classes of which <see cref="ClassOf"/> may say one when the tags, which are not known here, are: each once, and the last of them that of an object without tags, if it has one.</summary>
    /// <param name="current">The object.</param>
    /// <param name="madeAt">Its time of last modification.</param>
    /// <param name="moment">By what it is judged.</param>
    public IEnumerable<string> PossibleClassesOf(LifecycleObject current, DateTimeOffset madeAt, LifecycleMoment moment) =>
        PossibleOf(TransitionsOf(current with { Tags = null }, madeAt, moment));

    /// <summary>The same of a version that is not current, and no delete marker.</summary>
    /// <param name="version">The version.</param>
    /// <param name="coveredAt">When it stopped being current.</param>
    /// <param name="newerCount">How many noncurrent versions of the key are newer.</param>
    /// <param name="moment">By what it is judged.</param>
    public string? NoncurrentClassOf(LifecycleObject version, DateTimeOffset coveredAt, int newerCount, LifecycleMoment moment) =>
        LatestOf(NoncurrentTransitionsOf(version, coveredAt, newerCount, moment));

    /// <summary>As <see cref="PossibleClassesOf"/>, of a version that is not current.</summary>
    /// <param name="version">The version.</param>
    /// <param name="coveredAt">When it stopped being current.</param>
    /// <param name="newerCount">How many noncurrent versions of the key are newer.</param>
    /// <param name="moment">By what it is judged.</param>
    public IEnumerable<string> PossibleNoncurrentClassesOf(LifecycleObject version, DateTimeOffset coveredAt, int newerCount, LifecycleMoment moment) =>
        PossibleOf(NoncurrentTransitionsOf(version with { Tags = null }, coveredAt, newerCount, moment));

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

    /// <summary>Transitions of a current object that are over, in the order of the rules, and whether they ask for no tags.</summary>
    private IEnumerable<(DateTimeOffset At, string Name, bool IsSure)> TransitionsOf(LifecycleObject current, DateTimeOffset madeAt, LifecycleMoment moment)
    {
        foreach (var rule in _transitions)
        {
            foreach (var transition in rule.Transitions)
            {
                if (transition.DueAt(madeAt, moment.Calendar) is not { } at || at > moment.Now || !Moves(rule, transition.StorageClass, current, moment)) continue;
                yield return (at, transition.StorageClass, rule.Filter.Tags.Count == 0);
            }
        }
    }

    private IEnumerable<(DateTimeOffset At, string Name, bool IsSure)> NoncurrentTransitionsOf(LifecycleObject version, DateTimeOffset coveredAt, int newerCount, LifecycleMoment moment)
    {
        foreach (var rule in _noncurrentTransitions)
        {
            foreach (var transition in rule.NoncurrentTransitions)
            {
                var at = moment.Calendar.After(coveredAt, transition.Days);
                if (newerCount < (transition.KeepNewest ?? 0) || at > moment.Now || !Moves(rule, transition.StorageClass, version, moment)) continue;
                yield return (at, transition.StorageClass, rule.Filter.Tags.Count == 0);
            }
        }
    }

    private static string? LatestOf(IEnumerable<(DateTimeOffset At, string Name, bool IsSure)> over)
    {
        (DateTimeOffset At, string Name)? latest = null;
        foreach (var (at, name, _) in over)
        {
            if (!(at <= latest?.At)) latest = (at, name);
        }

        return latest?.Name;
    }

    private static IEnumerable<string> PossibleOf(IEnumerable<(DateTimeOffset At, string Name, bool IsSure)> over)
    {
        var latestFirst = over.OrderByDescending(static each => each.At).ToList();
        var sure = latestFirst.FindIndex(static each => each.IsSure);
        return latestFirst.Take(sure < 0 ? latestFirst.Count : sure + 1).Select(static each => each.Name).Distinct(StringComparer.Ordinal);
    }

    private bool Moves(LifecycleRule rule, string storageClass, in LifecycleObject candidate, in LifecycleMoment moment)
    {
        var isSmallAllowed = rule.Filter.HasSize || (TransitionMinimum == VariesByStorageClass && storageClass is ("GLACIER" or "DEEP_ARCHIVE"));
        return (isSmallAllowed || candidate.Size >= moment.TransitionBytesMin) && rule.Filter.Matches(candidate);
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
