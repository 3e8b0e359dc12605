using System.Collections.Concurrent;
using System.Net;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Foreign;

/// <summary>
/// Objects of kinds that other operators define, which may be missing, come later and go again. They are read with each reconciliation and not watched: a watch on a kind that is not there
/// fails for ever. Thread-safe.
/// </summary>
internal sealed class ForeignObjects(IKubernetesClient client, KubernetesJson json)
{
    /// <summary>The API server has no such kind.</summary>
    public const string Missing = "NotInstalled";

    /// <summary>Beyond this what is remembered is forgotten, and asked for once more.</summary>
    private const int RememberedMax = 100_000;

    private readonly ConcurrentDictionary<(Type Kind, EntityKey Key), (string Hash, string? Uid, long? Generation)> _applied = new();
    private readonly ConcurrentDictionary<(Type Kind, EntityKey Key), bool> _absent = new();

    /// <summary>Makes the object what is planned, and gives it with its status. One of that name that the operator did not make for the same store is left alone.</summary>
    public async Task<ForeignObject<T>> EnsureAsync<T>(T planned, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var id = (typeof(T), planned.Key());
        _absent.TryRemove(id, out _);
        try
        {
            var hash = PodParts.HashOf(json.Serialize(planned));
            var current = await client.GetAsync<T>(planned.Key(), cancellationToken);
            if (current is not null && !IsOurs(current, StoreOf(planned)))
                return Refused<T>("NameTaken", $"There is a {EntityMetadata.Of<T>().Kind} {planned.Metadata.Name} that was not made for this store.");
            if (current is not null && _applied.TryGetValue(id, out var last) && last == (hash, current.Metadata.Uid, current.Metadata.Generation)) return new ForeignObject<T>(current, null);
            var applied = await client.ApplyAsync(planned, ApplyOptions.Forced, cancellationToken);
            if (_applied.Count >= RememberedMax) _applied.Clear();
            _applied[id] = (hash, applied.Metadata.Uid, applied.Metadata.Generation);
            return new ForeignObject<T>(applied, null);
        }
        catch (KubernetesApiException exception) when (!exception.IsUnreachable && !exception.IsConflict)
        {
            return exception.IsNotFound
                ? Refused<T>(Missing, $"The API server has no kind {EntityMetadata.Of<T>().Kind} of {EntityMetadata.Of<T>().ApiVersion}.")
                : Refused<T>(exception.Code == HttpStatusCode.Forbidden ? "Forbidden" : "Refused", $"The {EntityMetadata.Of<T>().Kind} {planned.Metadata.Name} cannot be applied: {exception.Message}");
        }
    }

    /// <summary>Deletes an object that a store does not ask for any more. Once it is gone nothing is requested again.</summary>
    public async Task RemoveAsync<T>(EntityKey key, string store, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var id = (typeof(T), key);
        if (_absent.ContainsKey(id)) return;
        try
        {
            if (await client.GetAsync<T>(key, cancellationToken) is { } current && IsOurs(current, store))
                await client.DeleteAsync<T>(key, new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = current.Metadata.Uid } }, cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.Code == HttpStatusCode.Forbidden)
        {
            // Who may not look has made none.
        }

        if (_absent.Count >= RememberedMax) _absent.Clear();
        _absent[id] = true;
        _applied.TryRemove(id, out _);
    }

    private static ForeignObject<T> Refused<T>(string reason, string message)
        where T : class, IKubernetesObject<V1ObjectMeta> => new(null, new SpecProblem(reason, message));

    private static string? StoreOf(IKubernetesObject<V1ObjectMeta> planned) => planned.Metadata.Labels?.GetValueOrDefault(PlanLabels.Store);

    private static bool IsOurs(IKubernetesObject<V1ObjectMeta> current, string? store) =>
        current.Metadata.Labels?.GetValueOrDefault(PlanLabels.ManagedBy) == PlanLabels.ManagedByValue && StoreOf(current) == store;
}
