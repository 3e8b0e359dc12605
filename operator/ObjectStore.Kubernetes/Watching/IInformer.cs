namespace ObjectStore.Kubernetes.Watching;

/// <summary>Keeps a cache of a kind by one watch, and tells of changes. Thread-safe.</summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IInformer<T> : IEntityCache<T>
    where T : class
{
    /// <summary>Finds objects by values that <paramref name="valuesOf"/> gives for each. Adding the same name again changes nothing.</summary>
    void AddIndex(string index, Func<T, IEnumerable<string>> valuesOf);

    /// <summary>Calls <paramref name="handler"/> for every object that there is, and for every change after that, in order and one at a time.</summary>
    /// <param name="handler">Returns at once and calls nothing of the informer; it runs while the cache is locked.</param>
    /// <returns>Ends the calls when it is disposed.</returns>
    IDisposable Subscribe(Action<EntityChange<T>> handler);
}
