using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Curator.Progress;

/// <summary>Stored progress of jobs. Losing it costs time and nothing else, so what cannot be read counts as absent.</summary>
internal sealed class JobProgress(ICatalog catalog)
{
    /// <summary>The stored state, or null when there is none, or one that another release wrote and this one cannot read.</summary>
    public async ValueTask<T?> ReadAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IVersionedState
    {
        return await catalog.GetJobStateAsync(key, cancellationToken) is { } bytes ? Decode(bytes, type) : null;
    }

    /// <summary>The state in stored bytes, or null, as <see cref="ReadAsync"/>.</summary>
    public static T? Decode<T>(ReadOnlyMemory<byte> bytes, JsonTypeInfo<T> type)
        where T : class, IVersionedState
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type) is { Version: ProgressJson.Version } state ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores the state.</summary>
    public ValueTask StoreAsync<T>(string key, T state, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IVersionedState =>
        catalog.StoreJobStateAsync(key, JsonSerializer.SerializeToUtf8Bytes(state, type), cancellationToken);
}
