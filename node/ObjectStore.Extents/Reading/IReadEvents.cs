using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Reading;

/// <summary>What reading tells of: metrics and log lines. Called on any thread; must not block.</summary>
internal interface IReadEvents
{
    /// <summary>Now, as TimeProvider.GetTimestamp gives it.</summary>
    long Timestamp { get; }

    void ReadFinished(long startedAt, int bytes, bool wasCached, StorageException? error);

    void DamageFound(FragmentId id);
}
