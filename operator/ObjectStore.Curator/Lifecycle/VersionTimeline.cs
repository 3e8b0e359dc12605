using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>
/// Follows a listing of versions over its pages and says what is due. Remembers of the key that it is in when the version before was made, how many
/// noncurrent ones there were, and a delete marker that may turn out to be alone.
/// </summary>
/// <remarks>Used by one caller at a time. Entries come by key, and then from the newest to the oldest, from the beginning of a key on.</remarks>
internal sealed class VersionTimeline
{
    private ObjectKey? _key;
    private DateTimeOffset _coveredAt;
    private int _noncurrentCount;
    private ListedVersion? _marker;

    /// <summary>The last key before the one that the timeline is in: everything up to it has been judged.</summary>
    public ObjectKey? LastWholeKey { get; private set; }

    /// <summary>Takes the next page; gives what is due.</summary>
    public List<LifecycleAction> Take(LifecyclePlan plan, VersionListing page)
    {
        var actions = new List<LifecycleAction>();
        foreach (var version in page.Versions)
        {
            if (version.Listed.Key != _key) Enter(plan, version.Listed.Key, actions);
            else _marker = null;

            // Clocks of gateways differ: no version was covered before it was made.
            if (version.Listed.LastModified > _coveredAt) _coveredAt = version.Listed.LastModified;
            Judge(plan, version, actions);
            _coveredAt = version.Listed.LastModified;
        }

        if (!page.IsTruncated) Enter(plan, next: null, actions);
        return actions;
    }

    private void Judge(LifecyclePlan plan, ListedVersion version, List<LifecycleAction> actions)
    {
        if (!version.IsLatest)
        {
            actions.AddRange(plan.Of(version, new VersionCover(_coveredAt, _noncurrentCount)));
            _noncurrentCount++;
        }
        else if (version.IsDeleteMarker)
        {
            _marker = version;
        }
        else
        {
            actions.AddRange(plan.Of(version, cover: null));
        }
    }

    private void Enter(LifecyclePlan plan, ObjectKey? next, List<LifecycleAction> actions)
    {
        if (_marker is { } alone && plan.LoneMarker(alone) is { } due) actions.Add(due);
        LastWholeKey = _key;
        _key = next;
        _marker = null;
        _coveredAt = DateTimeOffset.MaxValue;
        _noncurrentCount = 0;
    }
}
