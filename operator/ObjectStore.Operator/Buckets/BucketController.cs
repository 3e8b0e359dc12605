using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Stores;
using ObjectStore.S3.Validation;

namespace ObjectStore.Operator.Buckets;

/// <summary>Makes buckets in the catalog of their store.</summary>
internal sealed class BucketController(OwnedCaches caches, IStoreCurators curators, StatusWriter statuses, IOptions<OperatorOptions> options, TimeProvider time) : IEntityController<V1Alpha1Bucket>
{
    /// <summary>Buckets that wait for their store are looked at again when the store changes; this is for what no watch tells, such as an index that is back.</summary>
    private static readonly TimeSpan LookAgainSoon = TimeSpan.FromSeconds(5);

    /// <summary>A bucket that somebody deleted through S3 is made again after this at the latest.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1Bucket>> ReconcileAsync(V1Alpha1Bucket entity, CancellationToken cancellationToken)
    {
        var store = caches.Resources<V1Alpha1ObjectStore>().Get(BucketClaims.StoreOf(entity));
        var problem = store is null
            ? new SpecProblem("StoreNotFound", $"There is no ObjectStore {BucketClaims.StoreOf(entity)}.")
            : Judge(entity) ?? await ApplyAsync(entity, store, cancellationToken);
        var draft = problem is null ? new ConditionDraft(ConditionTypes.Ready, true, "Available", "The bucket is there.") : new ConditionDraft(ConditionTypes.Ready, false, problem.Reason, problem.Message);
        var status = new BucketStatus
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = ConditionList.Next(entity.Status?.Conditions, [draft], entity.Metadata.Generation, time.GetUtcNow()),
            BucketName = problem is null ? BucketClaims.NameOf(entity) : entity.Status?.BucketName,
            Endpoint = store?.Spec is null ? null : StoreStatusPlan.InternalEndpoint(store, options.Value.ClusterDomain),
            Region = store?.Spec?.Region,
        };
        var fresh = new V1Alpha1Bucket { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        return ReconciliationResult<V1Alpha1Bucket>.Success(entity, problem is null ? LookAgain : LookAgainSoon);
    }

    /// <inheritdoc />
    public Task<ReconciliationResult<V1Alpha1Bucket>> DeletedAsync(V1Alpha1Bucket entity, CancellationToken cancellationToken) => Task.FromResult(ReconciliationResult<V1Alpha1Bucket>.Success(entity));

    private SpecProblem? Judge(V1Alpha1Bucket bucket)
    {
        var name = BucketClaims.NameOf(bucket);
        if (!BucketName.IsValid(name)) return new SpecProblem("InvalidName", $"'{name}' is not a name that S3 allows for buckets.");
        return BucketClaims.FindOther(bucket, caches.Resources<V1Alpha1Bucket>()) is { } other
            ? new SpecProblem("NameTaken", $"The Bucket {other.Key()} has the name {name} in this store already.")
            : null;
    }

    private async Task<SpecProblem?> ApplyAsync(V1Alpha1Bucket bucket, V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        if (await curators.FindAsync(store.Key(), cancellationToken) is not { } access) return new SpecProblem("StoreNotReady", $"The index of the ObjectStore {store.Key()} is not open.");
        try
        {
            var (name, owner) = (BucketClaims.NameOf(bucket), BucketClaims.OwnerIdOf(bucket));
            var existing = await access.Catalog.GetBucketAsync(name, cancellationToken)
                ?? (await access.Catalog.CreateBucketAsync(new BucketRecord(name, NewId(), owner, Now(), store.Spec!.Region), cancellationToken)).Bucket;
            return existing.OwnerId == owner || bucket.Spec!.Adopt
                ? null
                : new SpecProblem("BucketExists", $"The bucket {name} exists and was not made by this resource; set adopt to take it over.");
        }
        catch (StorageException exception)
        {
            return new SpecProblem("IndexUnavailable", exception.Message);
        }
    }

    /// <summary>Zero is no identity.</summary>
    private static BucketId NewId() => new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1);

    /// <summary>In the whole milliseconds that the index keeps.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
