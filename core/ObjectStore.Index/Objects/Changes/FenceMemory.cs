using System.Collections.Concurrent;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>
/// Fences of buckets as this process last read them, so that a plan need not read them again. They may have changed: what goes by them holds only if a commit that requires them is applied. Thread-safe.
/// </summary>
internal sealed class FenceMemory
{
    /// <summary>Guess: fences that a process writes under at once. What is remembered of more is forgotten; the rows are the truth.</summary>
    private const int FencesMax = 10_000;

    private readonly ConcurrentDictionary<(BucketId Bucket, string Database), BucketFence> _fences = new();

    /// <summary>The fence, or null.</summary>
    public BucketFence? Find(BucketId bucket, IndexDatabase database) => _fences.GetValueOrDefault((bucket, database.Name));

    /// <summary>Remembers a fence that was read.</summary>
    public void Remember(BucketId bucket, IndexDatabase database, BucketFence fence)
    {
        if (_fences.Count >= FencesMax) _fences.Clear();
        _fences[(bucket, database.Name)] = fence;
    }

    /// <summary>Forgets a fence that turned out to be another by now.</summary>
    public void Forget(BucketId bucket, IndexDatabase database) => _fences.TryRemove((bucket, database.Name), out _);
}
