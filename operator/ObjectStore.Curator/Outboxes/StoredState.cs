using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.Events;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Curator.Outboxes;

/// <summary>What is told to people of something: in memory, and now and then in the catalog's job state. Thread-safe.</summary>
/// <typeparam name="TState">A record; compared by value, so that what has not changed is not stored again.</typeparam>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing to dispose of.
internal sealed class StoredState<TState>(string key, TState initial, JsonTypeInfo<TState> type, ICatalog catalog)
    where TState : class
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();

    /// <summary>One store at a time: an older state must not come to lie over a newer one.</summary>
    private readonly SemaphoreSlim _storing = new(1);
    private TState _state = initial;
    private TState? _stored;

    /// <summary>Goes on from what is stored, unless it cannot be read.</summary>
    /// <param name="isKnown">Whether it is of a version that this release knows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask LoadAsync(Func<TState, bool> isKnown, CancellationToken cancellationToken)
    {
        var bytes = await catalog.GetJobStateAsync(key, cancellationToken);
        if (!EventStates.TryRead(bytes ?? default, type, out var stored) || !isKnown(stored)) return;
        lock (_gate) _stored = _state = stored;
    }

    /// <summary>Replaces the state by what is made of it. The function runs under a lock.</summary>
    public void Change(Func<TState, TState> change)
    {
        lock (_gate) _state = change(_state);
    }

    /// <summary>Stores the state as it is now, if it has changed.</summary>
    public async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        await _storing.WaitAsync(cancellationToken);
        try
        {
            TState state;
            lock (_gate) state = _state;

            // By value: the operator compares references where the type is a parameter.
            if (state.Equals(_stored)) return;
            await catalog.StoreJobStateAsync(key, JsonSerializer.SerializeToUtf8Bytes(state, type), cancellationToken);
            _stored = state;
        }
        finally
        {
            _storing.Release();
        }
    }
}
