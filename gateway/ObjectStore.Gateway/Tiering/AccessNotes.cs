using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Gateway.Tiering;

/// <summary>
/// Remembers which versions were read whose rows do not say so yet, where that decides in which pool they lie (docs/storage-classes.md). In bounded memory: what finds no room is not
/// remembered. Thread-safe; no request waits here for anything but another's note.
/// </summary>
/// <remarks>Invariant: <c>_noted</c> holds what waits and what was taken and not settled, each version once, at most <see cref="TieringOptions.NotesMax"/> of them.</remarks>
internal sealed class AccessNotes(StorageClassTable classes, IOptions<CalendarOptions> calendar, TieringOptions options, AccessNoteMetrics metrics, TimeProvider time)
{
    private readonly TimeSpan _day = calendar.Value.DayLength;
    private readonly Lock _gate = new();
    private readonly HashSet<(BucketId, ObjectKey, VersionName)> _noted = [];
    private readonly Queue<AccessNote> _waiting = [];

    /// <summary>Notes that somebody reads bytes of a version, unless its row says so to the day, or it is not moved by that.</summary>
    public void Note(BucketId bucket, ObjectKey key, ObjectRecord record)
    {
        if (classes.TieringOf(record.StorageClass) is null || record.Size < StorageTiering.BytesMin) return;
        var note = new AccessNote(bucket, key, record.Name, record.LastModified, record.StorageClass, CommitTime.Now(time));
        if (IsNews(note, record) && !TryAdd(note)) metrics.Ended("dropped");
    }

    /// <summary>Takes those that have waited longest. Each is to be settled.</summary>
    public IReadOnlyList<AccessNote> Take(int max)
    {
        lock (_gate)
        {
            var notes = new AccessNote[Math.Min(max, _waiting.Count)];
            for (var i = 0; i < notes.Length; i++) notes[i] = _waiting.Dequeue();
            return notes;
        }
    }

    /// <summary>The note has come to its end, one or the other.</summary>
    public void Settle(in AccessNote note)
    {
        lock (_gate) _noted.Remove(note.Of);
        metrics.Left();
    }

    /// <summary>Whether the row of the version should say what the note does.</summary>
    public bool IsWanted(in AccessNote note, ObjectRecord record) =>
        record.LastModified == note.LastModified && record.StorageClass == note.StorageClass && IsNews(note, record);

    /// <summary>In both directions: an access in the future, by a clock that was wrong, is corrected.</summary>
    private bool IsNews(in AccessNote note, ObjectRecord record) =>
        (note.At - StoredTiering.Of(record.Tiering, record.LastModified).AccessedAt).Duration() >= _day;

    private bool TryAdd(in AccessNote note)
    {
        lock (_gate)
        {
            if (_noted.Contains(note.Of)) return true;
            if (_noted.Count == options.NotesMax) return false;
            _noted.Add(note.Of);
            _waiting.Enqueue(note);
        }

        metrics.Came();
        return true;
    }
}
