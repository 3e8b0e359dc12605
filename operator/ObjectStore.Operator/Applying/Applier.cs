using System.Collections.Concurrent;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Applying;

/// <summary>Server-side apply of planned objects, without a request where nothing has changed on either side since the last one. Thread-safe.</summary>
internal sealed class Applier(IKubernetesClient client, OwnedCaches caches, KubernetesJson json)
{
    /// <summary>Beyond this what was applied is forgotten, and applied once more.</summary>
    private const int RememberedMax = 100_000;

    private readonly ConcurrentDictionary<(Type Kind, EntityKey Key), Remembered> _applied = new();

    private readonly record struct Remembered(string Hash, string? Uid, string Version);

    /// <summary>Makes the object what is planned. Fields that others own are taken over.</summary>
    public async Task<T> ApplyAsync<T>(T planned, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = (typeof(T), planned.Key());
        var hash = PodParts.HashOf(json.Serialize(planned));
        if (caches.Owned<T>().Get(planned.Key()) is { } current
            && _applied.TryGetValue(key, out var remembered) && remembered == new Remembered(hash, current.Metadata.Uid, VersionOf(current)) && HasMetadataOf(planned, current)) return current;
        var applied = await client.ApplyAsync(planned, ApplyOptions.Forced, cancellationToken);
        if (_applied.Count >= RememberedMax) _applied.Clear();
        _applied[key] = new Remembered(hash, applied.Metadata.Uid, VersionOf(applied));
        return applied;
    }

    /// <summary>Makes the objects of a kind that an owner has those that are planned: applies them, and deletes others that it has.</summary>
    public async Task ReplaceAsync<T>(IKubernetesObject<V1ObjectMeta> owner, IReadOnlyList<T> planned, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        foreach (var entity in planned) await ApplyAsync(entity, cancellationToken);
        var names = planned.Select(static entity => entity.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var stale in caches.Owned<T>().List().Where(entity => entity.ControllerOwner()?.Uid == owner.Metadata.Uid && !names.Contains(entity.Metadata.Name)))
            await client.DeleteAsync<T>(stale.Key(), new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = stale.Metadata.Uid } }, cancellationToken);
    }

    /// <summary>Labels, annotations and owners are there as planned, beside those of others: no generation tells of a change of them.</summary>
    private static bool HasMetadataOf(IKubernetesObject<V1ObjectMeta> planned, IKubernetesObject<V1ObjectMeta> current) =>
        HasAll(current.Metadata.Labels, planned.Metadata.Labels) && HasAll(current.Metadata.Annotations, planned.Metadata.Annotations)
        && (planned.Metadata.OwnerReferences ?? []).All(owner => current.Metadata.OwnerReferences?.Contains(owner) == true);

    private static bool HasAll(IReadOnlyDictionary<string, string>? current, IReadOnlyDictionary<string, string>? planned) =>
        planned is null || planned.All(entry => current?.GetValueOrDefault(entry.Key) == entry.Value);

    /// <summary>Generations change with what is asked for alone, resource versions with everything.</summary>
    private static string VersionOf(IKubernetesObject<V1ObjectMeta> entity) =>
        entity.Metadata.Generation is > 0 and var generation ? $"generation {generation}" : entity.Metadata.ResourceVersion ?? "";
}
