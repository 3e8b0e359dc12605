using System.Diagnostics.Metrics;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Instruments of lifecycle rules: what they did, by action and outcome and never by bucket.</summary>
internal sealed class LifecycleMetrics
{
    private readonly Counter<long> _actions;
    private readonly Counter<long> _buckets;
    private readonly Counter<long> _unreadable;

    public LifecycleMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _actions = meter.CreateCounter<long>("objectstore.curator.lifecycle.actions", "{action}", "What lifecycle rules found due, by action and by what became of it.");
        _buckets = meter.CreateCounter<long>("objectstore.curator.lifecycle.buckets", "{bucket}", "Buckets with rules that were walked through, by outcome.");
        _unreadable = meter.CreateCounter<long>("objectstore.curator.lifecycle.unreadable", "{row}", "Rows of versions and uploads that lifecycle rules passed over because they cannot be read.");
    }

    public void ActionEnded(LifecycleAction action, WriteOutcome outcome) => _actions.Add(1, Tag("action", NameOf(action)), Tag("outcome", NameOf(outcome)));

    /// <summary>Notes that a version stays where it is until the next try.</summary>
    public void MovePostponed(LifecycleAction action) => _actions.Add(1, Tag("action", NameOf(action)), Tag("outcome", "postponed"));

    /// <summary>Notes that the walk over a bucket ended.</summary>
    /// <param name="isWhole">Whether it came to the end.</param>
    public void BucketEnded(bool isWhole) => _buckets.Add(1, Tag("outcome", isWhole ? "whole" : "interrupted"));

    /// <summary>Notes rows of a kind that were passed over.</summary>
    public void RowsUnreadable(string kind, int count)
    {
        if (count > 0) _unreadable.Add(count, Tag("kind", kind));
    }

    private static string NameOf(LifecycleAction action) => action.Expiration?.Kind switch
    {
        ExpirationKind.Current => "expire",
        ExpirationKind.Noncurrent => "expire_noncurrent",
        ExpirationKind.LoneMarker => "remove_marker",
        _ when action.Transition is { Tier: { } tier } => tier == StorageTier.Infrequent ? "move_infrequent" : "move_frequent",
        _ when action.Transition is { } transition => transition.IsNoncurrent ? "move_noncurrent" : "move",
        _ => "abort_upload",
    };

    /// <summary>What a version is no longer, is changed: overwritten, covered, tagged otherwise, or its filter asks for tags that it never had.</summary>
    private static string NameOf(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Applied => "applied",
        WriteOutcome.ObjectLocked => "locked",
        WriteOutcome.PreconditionFailed => "not_due",
        _ => "gone",
    };

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
