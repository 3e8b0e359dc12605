using System.Collections.Concurrent;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Outboxes;

/// <summary>The keys whose next row failed, and when it is tried again. In memory, bounded: who is not remembered is tried again in the next walk. Thread-safe.</summary>
internal sealed class WaitingKeys(TimeProvider time)
{
    private const int CountMax = 10_000;

    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(1);

    /// <summary>Somebody else removed what was waited for.</summary>
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(BucketId, ObjectKey), (int Failures, long Since)> _keys = new();

    /// <summary>Whether the key's next row is not to be tried yet.</summary>
    public bool Contains(BucketId bucket, ObjectKey key) =>
        _keys.TryGetValue((bucket, key), out var waiting) && time.GetElapsedTime(waiting.Since) < RetryDelay.Of(waiting.Failures, DelayMax);

    /// <summary>Notes a failure; gives how many there were in a row.</summary>
    public int Add(BucketId bucket, ObjectKey key)
    {
        var failures = _keys.TryGetValue((bucket, key), out var waiting) ? waiting.Failures + 1 : 1;
        if (failures > 1 || _keys.Count < CountMax) _keys[(bucket, key)] = (failures, time.GetTimestamp());
        return failures;
    }

    /// <summary>The row was done with or given up.</summary>
    public void Remove(BucketId bucket, ObjectKey key) => _keys.TryRemove((bucket, key), out _);

    /// <summary>Forgets keys of which nothing has been heard for long. Not for walks that break: their keys come their turn more rarely than that, and each failure would be the first.</summary>
    public void Prune()
    {
        foreach (var (key, waiting) in _keys)
        {
            if (time.GetElapsedTime(waiting.Since) > ForgetAfter) _keys.TryRemove(key, out _);
        }
    }
}
