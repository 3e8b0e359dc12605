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

    /// <summary>What a bucket holds of its quota is told anew after this.</summary>
    private static readonly TimeSpan LookAtUsageAgain = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1Bucket>> ReconcileAsync(V1Alpha1Bucket entity, CancellationToken cancellationToken)
    {
        var store = caches.Resources<V1Alpha1ObjectStore>().Get(BucketClaims.StoreOf(entity));
        var (problem, usage) = store is null
            ? (new SpecProblem("StoreNotFound", $"There is no ObjectStore {BucketClaims.StoreOf(entity)}."), null)
            : Judge(entity) is { } wrong ? (wrong, null) : await ApplyAsync(entity, store, cancellationToken);
        var status = StatusOf(entity, store, problem, usage);
        var fresh = new V1Alpha1Bucket { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        return ReconciliationResult<V1Alpha1Bucket>.Success(entity, problem is not null ? LookAgainSoon : usage is null ? LookAgain : LookAtUsageAgain);
    }

    /// <inheritdoc />
    public Task<ReconciliationResult<V1Alpha1Bucket>> DeletedAsync(V1Alpha1Bucket entity, CancellationToken cancellationToken) => Task.FromResult(ReconciliationResult<V1Alpha1Bucket>.Success(entity));

    private BucketStatus StatusOf(V1Alpha1Bucket entity, V1Alpha1ObjectStore? store, SpecProblem? problem, BucketStorageUsage? usage)
    {
        var draft = problem is null ? new ConditionDraft(ConditionTypes.Ready, true, "Available", "The bucket is there.") : new ConditionDraft(ConditionTypes.Ready, false, problem.Reason, problem.Message);
        return new BucketStatus
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = ConditionList.Next(entity.Status?.Conditions, [draft], entity.Metadata.Generation, time.GetUtcNow()),
            BucketName = problem is null ? BucketClaims.NameOf(entity) : entity.Status?.BucketName,
            Endpoint = store?.Spec is null ? null : StoreStatusPlan.InternalEndpoint(store, options.Value.ClusterDomain),
            Region = store?.Spec?.Region,
            Usage = usage,
            Configured = problem is not null ? entity.Status?.Configured : BucketSettings.NamedBy(entity.Spec!) is { Count: > 0 } named ? named : null,
        };
    }

    private SpecProblem? Judge(V1Alpha1Bucket bucket)
    {
        var name = BucketClaims.NameOf(bucket);
        if (!BucketName.IsValid(name)) return new SpecProblem("InvalidName", $"'{name}' is not a name that S3 allows for buckets.");
        return BucketClaims.FindOther(bucket, caches.Resources<V1Alpha1Bucket>()) is { } other
            ? new SpecProblem("NameTaken", $"The Bucket {other.Key()} has the name {name} in this store already.")
            : null;
    }

    private async Task<(SpecProblem? Problem, BucketStorageUsage? Usage)> ApplyAsync(V1Alpha1Bucket bucket, V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        if (await curators.FindAsync(store.Key(), cancellationToken) is not { } access) return (new SpecProblem("StoreNotReady", $"The index of the ObjectStore {store.Key()} is not open."), null);
        try
        {
            var (name, owner) = (BucketClaims.NameOf(bucket), BucketClaims.OwnerIdOf(bucket));
            if (await access.Catalog.GetBucketAsync(name, cancellationToken) is not { } existing)
            {
                var (made, problem) = await CreateAsync(bucket, new BucketRecord(name, NewId(), owner, Now(), store.Spec!.Region), TargetsOf(store), access.Catalog, cancellationToken);
                if (made is null) return (problem, null);
                existing = made;
            }

            if (BucketClaims.IsOfAnotherNamespace(existing.OwnerId, bucket))
                return (new SpecProblem("BucketExists", $"The bucket {name} exists and was made by a Bucket of another namespace, which alone may take it over."), null);
            if (existing.OwnerId != owner && !bucket.Spec!.Adopt)
                return (new SpecProblem("BucketExists", $"The bucket {name} exists and was not made by this resource; set adopt to take it over."), null);
            return await ConfigureAsync(bucket, existing, TargetsOf(store), access.Catalog, cancellationToken) is { } refused
                ? (refused, null)
                : await BucketStorage.ApplyAsync(bucket, existing, access.Quotas, cancellationToken);
        }
        catch (StorageException exception)
        {
            return (new SpecProblem("IndexUnavailable", exception.Message), null);
        }
    }

    /// <summary>A new bucket has its settings from its first moment.</summary>
    private static async Task<(BucketRecord? Bucket, SpecProblem? Problem)> CreateAsync(
        V1Alpha1Bucket resource, BucketRecord fresh, IReadOnlySet<string> targets, ICatalog catalog, CancellationToken cancellationToken)
    {
        var (settings, problem) = BucketSettings.Plan(resource, fresh, new BucketDocumentSet(fresh.Id, []), targets);
        if (settings is null) return (null, problem);
        var (made, _) = await catalog.CreateBucketAsync(fresh with { Rules = settings.Rules, Documents = settings.Documents.Documents }, cancellationToken);
        return (made, null);
    }

    /// <summary>Brings a bucket to what the spec names, whoever has changed it since; gives why not, or null.</summary>
    private static async Task<SpecProblem?> ConfigureAsync(V1Alpha1Bucket resource, BucketRecord bucket, IReadOnlySet<string> targets, ICatalog catalog, CancellationToken cancellationToken)
    {
        if (BucketSettings.NamedBy(resource.Spec!).Count == 0 && resource.Status?.Configured is not { Count: > 0 }) return null;
        var present = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken) is { } documents && documents.Bucket == bucket.Id ? documents : new BucketDocumentSet(bucket.Id, []);
        SpecProblem? problem = null;
        if (Next(bucket, present) is not { } settings) return problem;

        // Rules that are as they should be may have been cut off on their way to the writes that obey them.
        if (settings.Rules != bucket.Rules || !bucket.RulesAreInForce) await catalog.ChangeRulesAsync(bucket, (rules, current) => Next(bucket with { Rules = rules }, current)?.Rules, cancellationToken);
        if (!IsSame(settings.Documents, present))
            await catalog.ChangeDocumentsAsync(bucket, (rules, current) => Next(bucket with { Rules = rules }, current)?.Documents is { } next && !IsSame(next, current) ? next : null, cancellationToken);
        return problem;

        BucketSettings? Next(BucketRecord with, BucketDocumentSet over)
        {
            (var next, problem) = BucketSettings.Plan(resource, with, over, targets);
            return next;
        }
    }

    private static HashSet<string> TargetsOf(V1Alpha1ObjectStore store) => [.. (store.Spec!.ReplicationTargets ?? []).Select(static target => target.Name)];

    private static bool IsSame(BucketDocumentSet left, BucketDocumentSet right) =>
        left.Documents.Count == right.Documents.Count && left.Documents.Zip(right.Documents).All(static pair => pair.First.Kind == pair.Second.Kind && pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span));

    /// <summary>Zero is no identity.</summary>
    private static BucketId NewId() => new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1);

    /// <summary>In the whole milliseconds that the index keeps.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
