using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>The objects of a cache, their indexes, and who is told of changes. Thread-safe.</summary>
internal sealed class EntityStore<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
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
        lock (_lock)
        {
            foreach (var (key, entity) in _entities) handler(new EntityChange<T>(key, null, entity));
            _handlers.Add(handler);
            return new Subscription(this, handler);
        }
    }

    /// <summary>Takes an object in, or its new state.</summary>
    public void Set(T entity)
    {
        lock (_lock) SetLocked(entity.Key(), entity);
    }

    /// <summary>Drops an object.</summary>
    public void Remove(EntityKey key)
    {
        lock (_lock) RemoveLocked(key);
    }

    /// <summary>Makes the store hold exactly a list; changes are told as if they had been watched.</summary>
    /// <param name="entities">What there is.</param>
    /// <param name="unreadable">What there is too, but could not be read: if it is known, its last state stays.</param>
    public void Replace(IReadOnlyList<T> entities, IReadOnlyList<EntityKey> unreadable)
    {
        lock (_lock)
        {
            var kept = new HashSet<EntityKey>(unreadable);
            foreach (var entity in entities) kept.Add(entity.Key());
            foreach (var key in _entities.Keys.Where(key => !kept.Contains(key)).ToList()) RemoveLocked(key);
            foreach (var entity in entities) SetLocked(entity.Key(), entity);
        }
    }

    private void SetLocked(EntityKey key, T entity)
    {
        var previous = _entities.GetValueOrDefault(key);
        if (previous is not null && previous.Metadata.Uid == entity.Metadata.Uid && previous.Metadata.ResourceVersion == entity.Metadata.ResourceVersion) return;
        foreach (var index in _indexes.Values)
        {
            if (previous is not null) index.Remove(key, previous);
            index.Add(key, entity);
        }

        _entities[key] = entity;
        Tell(new EntityChange<T>(key, previous, entity));
    }

    private void RemoveLocked(EntityKey key)
    {
        if (!_entities.Remove(key, out var previous)) return;
        foreach (var index in _indexes.Values) index.Remove(key, previous);
        Tell(new EntityChange<T>(key, previous, null));
    }

    private void Tell(EntityChange<T> change)
    {
        foreach (var handler in _handlers) handler(change);
    }

    private sealed class Subscription(EntityStore<T> store, Action<EntityChange<T>> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (store._lock) store._handlers.Remove(handler);
        }
    }
}
