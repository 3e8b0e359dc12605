using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>Objects by a value. The owner locks.</summary>
internal sealed class EntityIndex<T>(Func<T, IEnumerable<string>> valuesOf)
    where T : class
{
    private readonly Dictionary<string, Dictionary<EntityKey, T>> _byValue = [];

    public void Add(EntityKey key, T entity)
    {
        foreach (var value in valuesOf(entity))
        {
            if (!_byValue.TryGetValue(value, out var entities)) _byValue[value] = entities = [];
            entities[key] = entity;
        }
    }

    public void Remove(EntityKey key, T entity)
    {
        foreach (var value in valuesOf(entity))
        {
            if (!_byValue.TryGetValue(value, out var entities)) continue;
            entities.Remove(key);
            if (entities.Count == 0) _byValue.Remove(value);
        }
    }

    public IReadOnlyList<T> Find(string value) => _byValue.TryGetValue(value, out var entities) ? [.. entities.Values] : [];
}
