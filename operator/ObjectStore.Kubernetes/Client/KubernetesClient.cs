using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Client;

/// <summary>The client over HTTP.</summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    /// <summary>How much longer than agreed a watch may last before it counts as dead.</summary>
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);

    private readonly ApiTransport _transport;
    private readonly KubernetesClientOptions _options;
    private readonly KubernetesJson _json;

    /// <summary>A client; connects when it is first used.</summary>
    internal KubernetesClient(
        KubernetesClientConfiguration configuration, KubernetesClientOptions options, KubernetesJson json, KubernetesMetrics metrics, TimeProvider timeProvider)
    {
        (_options, _json) = (options, json);
        _transport = new ApiTransport(configuration, options, json, metrics, timeProvider);
    }

    /// <inheritdoc />
    public async Task<T?> GetAsync<T>(EntityKey key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        try
        {
            return Read<T>(await _transport.SendAsync(new ApiRequest(HttpMethod.Get, kind.ObjectPath(key), "get", kind.Plural) { IsIdempotent = true }, cancellationToken));
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<EntityList<T>> ListPageAsync<T>(ListOptions options, string? continueToken, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        var query = new QueryText(kind.CollectionPath(options.Namespace))
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("limit", _options.PageEntities.ToString(CultureInfo.InvariantCulture))
            .Add("continue", continueToken);
        var body = await _transport.SendAsync(new ApiRequest(HttpMethod.Get, query.ToString(), "list", kind.Plural) { IsIdempotent = true }, cancellationToken);
        try
        {
            return EntityReader.ReadList<T>(body, _json);
        }
        catch (JsonException exception)
        {
            throw BadAnswer(exception);
        }
    }

    /// <inheritdoc />
    public async Task<EntityList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await ListPagesAsync<T>(options, cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsExpired)
        {
            return await ListPagesAsync<T>(options, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        var timeout = _options.WatchTimeout * (1 + Random.Shared.NextDouble());
        var query = new QueryText(kind.CollectionPath(options.Namespace))
            .Add("watch", "1")
            .Add("allowWatchBookmarks", "true")
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("resourceVersion", resourceVersion)
            .Add("timeoutSeconds", ((int)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        using var response = await _transport.OpenAsync(new ApiRequest(HttpMethod.Get, query.ToString(), "watch", kind.Plural), cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout + WatchGrace);
        await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
        await using var lines = WatchStream.ReadLinesAsync(body, _options.ResponseBytesMax, deadline.Token).GetAsyncEnumerator(deadline.Token);
        while (await NextEventAsync<T>(lines, cancellationToken) is { } next) yield return next;
    }

    /// <inheritdoc />
    public async Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        var path = Managed(kind.CollectionPath(kind.NamespaceOf(entity.Key())));
        return Read<T>(await _transport.SendAsync(new ApiRequest(HttpMethod.Post, path, "create", kind.Plural) { Body = _json.Serialize(entity) }, cancellationToken));
    }

    /// <inheritdoc />
    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => PutAsync(entity, "", "update", cancellationToken);

    /// <inheritdoc />
    public Task<T> UpdateStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => PutAsync(entity, "/status", "update_status", cancellationToken);

    /// <inheritdoc />
    public Task<T> ApplyAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => ApplyAsync(entity, "", "apply", options, cancellationToken);

    /// <inheritdoc />
    public Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => ApplyAsync(entity, "/status", "apply_status", ApplyOptions.Forced, cancellationToken);

    /// <inheritdoc />
    public async Task<T> PatchAsync<T>(EntityKey key, V1Patch patch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        var path = Managed(kind.ObjectPath(key) + (subresource is null ? "" : $"/{subresource}"));
        var request = new ApiRequest(HttpMethod.Patch, path, "patch", kind.Plural)
        {
            Body = patch.Body,
            ContentType = patch.Type == PatchType.MergePatch ? "application/merge-patch+json" : "application/json-patch+json",
        };
        return Read<T>(await _transport.SendAsync(request, cancellationToken));
    }

    /// <inheritdoc />
    public async Task<bool> DeleteAsync<T>(EntityKey key, V1DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        var request = new ApiRequest(HttpMethod.Delete, kind.ObjectPath(key), "delete", kind.Plural)
        {
            Body = _json.Serialize(options),

            // Only a deletion that names the very object does not hit the next one of its name when it is repeated.
            IsIdempotent = options.Preconditions?.Uid is not null,
        };
        try
        {
            await _transport.SendAsync(request, cancellationToken);
            return true;
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _transport.Dispose();

    private static KubernetesApiException BadAnswer(JsonException exception) =>
        new(new V1Status { Reason = StatusReasons.BadAnswer, Message = $"The API server's answer cannot be read: {exception.Message}", Code = 0 }, exception);

    private async Task<EntityList<T>> ListPagesAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var page = await ListPageAsync<T>(options, null, cancellationToken);
        if (page.Continue is null) return page;
        var items = new List<T>(page.Items);
        var unreadable = new List<EntityKey>(page.Unreadable);
        while (page.Continue is not null)
        {
            page = await ListPageAsync<T>(options, page.Continue, cancellationToken);
            items.AddRange(page.Items);
            unreadable.AddRange(page.Unreadable);
        }

        return new EntityList<T>(items, page.ResourceVersion, null, unreadable);
    }

    private async Task<WatchEvent<T>?> NextEventAsync<T>(IAsyncEnumerator<ReadOnlyMemory<byte>> lines, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await lines.MoveNextAsync() ? EntityReader.ReadEvent<T>(lines.Current.Span, _json) : null;
        }
        catch (JsonException exception)
        {
            throw BadAnswer(exception);
        }
        catch (Exception exception) when (ApiTransport.IsTransportFailure(exception, cancellationToken))
        {
            throw _transport.Unreachable(exception);
        }
    }

    private async Task<T> PutAsync<T>(T entity, string subresource, string verb, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        var path = Managed(kind.ObjectPath(entity.Key()) + subresource);
        return Read<T>(await _transport.SendAsync(new ApiRequest(HttpMethod.Put, path, verb, kind.Plural) { Body = _json.Serialize(entity) }, cancellationToken));
    }

    private async Task<T> ApplyAsync<T>(T entity, string subresource, string verb, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<T>();
        var query = new QueryText(kind.ObjectPath(entity.Key()) + subresource)
            .Add("fieldManager", options.FieldManager ?? _options.FieldManager)
            .Add("force", options.Force ? "true" : null);

        // JSON is YAML.
        var request = new ApiRequest(HttpMethod.Patch, query.ToString(), verb, kind.Plural)
        {
            Body = _json.Serialize(entity),
            ContentType = "application/apply-patch+yaml",
            IsIdempotent = true,
        };
        return Read<T>(await _transport.SendAsync(request, cancellationToken));
    }

    private string Managed(string path) => new QueryText(path).Add("fieldManager", _options.FieldManager).ToString();

    private T Read<T>(byte[] body)
    {
        try
        {
            return _json.Deserialize<T>(body);
        }
        catch (JsonException exception)
        {
            throw BadAnswer(exception);
        }
    }

    /// <summary>A path that gathers its query.</summary>
    private sealed class QueryText(string path)
    {
        private readonly StringBuilder _text = new(path);
        private char _separator = '?';

        public QueryText Add(string name, string? value)
        {
            if (string.IsNullOrEmpty(value)) return this;
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
            return this;
        }

        public override string ToString() => _text.ToString();
    }
}
