using ObjectStore.Core.Errors;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Restores;

/// <summary>What one pass over the restorations found and did. Thread-safe.</summary>
/// <param name="now">The time by which copies expire, or null when none may.</param>
internal sealed class RestoreTally(DateTimeOffset? now)
{
    private readonly Lock _gate = new();
    private bool _hasFailed;
    private volatile bool _isPoolFull;

    /// <summary>The time by which copies expire, or null when none may.</summary>
    public DateTimeOffset? Now => now;

    /// <summary>Copies that were made or removed.</summary>
    public long Applied { get; private set; }

    /// <summary>Bytes that were copied.</summary>
    public long Bytes { get; private set; }

    /// <summary>Versions that still wait for their copies.</summary>
    public long Waiting { get; private set; }

    /// <summary>Versions that have a copy.</summary>
    public long Copies { get; private set; }

    /// <summary>When the oldest of those that wait was asked for, or null.</summary>
    public DateTimeOffset? OldestAt { get; private set; }

    /// <summary>Whether everything that is due was done.</summary>
    public bool IsComplete => now is not null && !_hasFailed;

    /// <summary>Whether a copy found no place.</summary>
    public bool IsPoolFull => _isPoolFull;

    /// <summary>Counts a page before what is due on it is done.</summary>
    public void Add(RestorePage page)
    {
        lock (_gate) Copies += page.Entries.Count(static entry => entry.Until is not null);
    }

    /// <summary>Notes that a copy was made or removed.</summary>
    public void Apply(RestoreEntry entry, long bytes)
    {
        lock (_gate)
        {
            Applied++;
            Bytes += bytes;
            Copies += entry.Until is null ? 1 : -1;
        }
    }

    /// <summary>Notes that something is to be tried again.</summary>
    /// <param name="entry">The version.</param>
    /// <param name="exception">Why it failed; null when it was not tried.</param>
    public void Leave(RestoreEntry entry, StorageException? exception)
    {
        lock (_gate)
        {
            _hasFailed = true;
            if (exception is { Code: StorageErrorCode.QuorumNotReached }) _isPoolFull = true;
            if (entry.RequestedAt is not { } at) return;
            Waiting++;
            if (OldestAt is not { } oldest || at < oldest) OldestAt = at;
        }
    }
}
