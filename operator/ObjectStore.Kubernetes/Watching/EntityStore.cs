using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>The objects of a cache, their indexes, and who is told of changes. Thread-safe.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Changes are made and told one at a time, in order, under a lock of their own; it is taken first.</item>
/// <item>Reading takes the other lock alone, under which nothing of others is called. So who is told of a change of one cache may read any other, at any time.</item>
/// </list>
/// </remarks>
internal sealed class EntityStore<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _changing = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<EntityKey, T> _entities = [];
    private readonly Dictionary<string, EntityIndex<T>> _indexes = [];
    private readonly List<Action<EntityChange<T>>> _handlers = [];

    public int Count
    {
        get
        {
            lock (_lock) return _entities.Count;
        }
    }

    public T? Get(EntityKey key)
    {
        lock (_lock) return _entities.GetValueOrDefault(key);
    }

    public IReadOnlyList<T> List()
    {
        lock (_lock) return [.. _entities.Values];
    }

    public IReadOnlyList<T> ByIndex(string index, string value)
    {
        lock (_lock) return _indexes[index].Find(value);
    }

    public void AddIndex(string name, Func<T, IEnumerable<string>> valuesOf)
    {
        lock (_lock)
        {
            var index = new EntityIndex<T>(valuesOf);
            if (!_indexes.TryAdd(name, index)) return;
            foreach (var (key, entity) in _entities) index.Add(key, entity);
        }
    }

    public IDisposable Subscribe(Action<EntityChange<T>> handler)
    {
        lock (_changing)
        {
            foreach (var entity in List()) handler(new EntityChange<T>(entity.Key(), null, entity));
            _handlers.Add(handler);
            return new Subscription(this, handler);
        }
    }

    /// <summary>Takes an object in, or its new state.</summary>
    public void Set(T entity)
    {
        lock (_changing) Change(entity.Key(), entity);
    }

    /// <summary>Drops an object.</summary>
    public void Remove(EntityKey key)
    {
        lock (_changing) Change(key, null);
    }

    /// <summary>Makes the store hold exactly a list; changes are told as if they had been watched.</summary>
    /// <param name="entities">What there is.</param>
    /// <param name="unreadable">What there is too, but could not be read: if it is known, its last state stays.</param>
    public void Replace(IReadOnlyList<T> entities, IReadOnlyList<EntityKey> unreadable)
    {
        lock (_changing)
        {
            var kept = new HashSet<EntityKey>(unreadable);
            foreach (var entity in entities) kept.Add(entity.Key());
            foreach (var gone in List().Select(static entity => entity.Key()).Where(key => !kept.Contains(key))) Change(gone, null);
            foreach (var entity in entities) Change(entity.Key(), entity);
        }
    }

    /// <summary>Makes a change and tells it; the caller holds the lock of changes.</summary>
    private void Change(EntityKey key, T? current)
    {
        if (!TryReplace(key, current, out var previous)) return;
        foreach (var handler in _handlers) handler(new EntityChange<T>(key, previous, current));
    }

    /// <summary>False when nothing changes.</summary>
    private bool TryReplace(EntityKey key, T? current, out T? previous)
    {
        lock (_lock)
        {
            previous = _entities.GetValueOrDefault(key);
            if (previous is null && current is null || previous is not null && current is not null && IsSame(previous.Metadata, current.Metadata)) return false;
            foreach (var index in _indexes.Values)
            {
                if (previous is not null) index.Remove(key, previous);
                if (current is not null) index.Add(key, current);
            }

            if (current is null) _entities.Remove(key);
            else _entities[key] = current;
            return true;
        }
    }

    private static bool IsSame(V1ObjectMeta left, V1ObjectMeta right) => left.Uid == right.Uid && left.ResourceVersion == right.ResourceVersion;

    private sealed class Subscription(EntityStore<T> store, Action<EntityChange<T>> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (store._changing) store._handlers.Remove(handler);
        }
    }
}
