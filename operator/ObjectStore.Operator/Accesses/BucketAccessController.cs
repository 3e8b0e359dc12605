using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Buckets;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Accesses;

/// <summary>Makes access keys, and Secrets with them, and replaces them when it is time.</summary>
internal sealed class BucketAccessController(
    OwnedCaches caches, SecretStore secrets, StoreSecrets stores, Applier applier, AccessConfigMaps configMaps, IStoreCurators curators, StatusWriter statuses, IOptions<OperatorOptions> options, TimeProvider time)
    : IEntityController<V1Alpha1BucketAccess>
{
    private static readonly TimeSpan LookAgainSoon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1BucketAccess>> ReconcileAsync(V1Alpha1BucketAccess entity, CancellationToken cancellationToken)
    {
        var (keys, problem) = await Rejections.AsProblemAsync<(AccessKeys?, SpecProblem?)>(async () => await ApplyAsync(entity, cancellationToken), static refused => (null, refused));
        var now = time.GetUtcNow();
        var draft = problem is null ? new ConditionDraft(ConditionTypes.Ready, true, "Available", "The Secret holds credentials that work.") : new ConditionDraft(ConditionTypes.Ready, false, problem.Reason, problem.Message);
        var status = (entity.Status ?? new BucketAccessStatus()) with
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = ConditionList.Next(entity.Status?.Conditions, [draft, Granted(entity, problem)], entity.Metadata.Generation, now),
        };
        if (keys is not null)
        {
            status = status with
            {
                SecretName = AccessPlan.NameOf(entity),
                AccessKeyId = keys.AccessKey,
                RotatedAt = keys.RotatedAt,
                PreviousAccessKeyId = keys.Previous?.AccessKey,
                PreviousExpiresAt = keys.Previous?.ExpiresAt,
            };
        }

        var fresh = new V1Alpha1BucketAccess { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        return ReconciliationResult<V1Alpha1BucketAccess>.Success(entity, problem is not null ? LookAgainSoon : PauseUntil(keys?.NextChange(entity), now));
    }

    /// <inheritdoc />
    public Task<ReconciliationResult<V1Alpha1BucketAccess>> DeletedAsync(V1Alpha1BucketAccess entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<V1Alpha1BucketAccess>.Success(entity));

    /// <summary>What the access keys may do, which is not what the spec says while that cannot be followed: nothing is destroyed by a mistake.</summary>
    private static ConditionDraft Granted(V1Alpha1BucketAccess access, SpecProblem? problem)
    {
        if (problem is null) return new ConditionDraft(ConditionTypes.Granted, true, "Granted", "The access keys have the rights of the spec.");
        return access.Status?.AccessKeyId is null
            ? new ConditionDraft(ConditionTypes.Granted, false, "NoKeys", "There are no access keys yet.")
            : new ConditionDraft(ConditionTypes.Granted, false, "PreviousRights", "The access keys go on with the rights that they had before, but for buckets that the spec does not name or that are not granted any more. Delete the BucketAccess to take all of them back.");
    }

    private static TimeSpan PauseUntil(DateTimeOffset? at, DateTimeOffset now) => at is { } next && next - now < LookAgain ? TimeSpan.FromSeconds(Math.Max(1, (next - now).TotalSeconds)) : LookAgain;

    private async Task<(AccessKeys? Keys, SpecProblem? Problem)> ApplyAsync(V1Alpha1BucketAccess access, CancellationToken cancellationToken)
    {
        var (buckets, refused) = AccessGrants.Resolve(access, caches.Resources<V1Alpha1Bucket>().Get);
        try
        {
            // What cannot be granted anew is looked through as well: rights may stay as they were, but not for buckets that are none of the access's any more.
            refused ??= AccessRules.Judge(access.Spec!);
            await WithdrawAsync(access, refused is null ? BucketClaims.StoreOf(buckets![0]) : null, cancellationToken);
            return refused is null ? await GrantAsync(access, buckets!, cancellationToken) : (null, refused);
        }
        catch (StorageException exception)
        {
            return (null, new SpecProblem("IndexUnavailable", exception.Message));
        }
    }

    private async Task<(AccessKeys? Keys, SpecProblem? Problem)> GrantAsync(V1Alpha1BucketAccess access, IReadOnlyList<V1Alpha1Bucket> buckets, CancellationToken cancellationToken)
    {
        var storeKey = BucketClaims.StoreOf(buckets[0]);
        if (caches.Resources<V1Alpha1ObjectStore>().Get(storeKey) is not { } store || await curators.FindAsync(storeKey, cancellationToken) is not { } catalog)
            return (null, new SpecProblem("StoreNotReady", $"The index of the ObjectStore {storeKey} is not open."));
        var (keys, over, taken) = await NextKeysAsync(access, cancellationToken);
        string[] names = [.. buckets.Select(BucketClaims.NameOf).Distinct(StringComparer.Ordinal)];
        if (keys is null || (taken = await configMaps.CheckAsync(access, cancellationToken)) is not null)
        {
            await AccessIdentities.RestrictAsync(access, names.ToHashSet(StringComparer.Ordinal), catalog.Identities, cancellationToken);
            return (null, taken);
        }

        // Known to the store before anybody is told.
        await AccessIdentities.ReconcileAsync(access, keys, names, catalog.Identities, cancellationToken);
        var plan = new AccessPlan(access, keys, await TargetAsync(store, names, cancellationToken));
        await applier.ApplyAsync(Over(over, plan.Secret(), keys), cancellationToken);
        await configMaps.ApplyAsync(plan, cancellationToken);
        return (keys, null);
    }

    /// <summary>
    /// The keys that should be, and the Secret over which they are. New ones are made only over the Secret as it is now: made over what a cache remembers, they would take the place of
    /// new ones that an application has read a moment ago.
    /// </summary>
    private async Task<(AccessKeys? Keys, V1Secret? Over, SpecProblem? Problem)> NextKeysAsync(V1Alpha1BucketAccess access, CancellationToken cancellationToken)
    {
        var key = new EntityKey(access.Metadata.Namespace, AccessPlan.NameOf(access));
        var existing = await secrets.FindAsync(key, cancellationToken);
        var keys = AccessKeys.Next(access, AccessKeys.Read(existing), time.GetUtcNow());
        if (keys.AccessKey != AccessKeys.Read(existing)?.AccessKey)
        {
            existing = await secrets.ReadAsync(key, cancellationToken);
            keys = AccessKeys.Next(access, AccessKeys.Read(existing), time.GetUtcNow());
        }

        return existing is not null && existing.ControllerOwner()?.Uid != access.Metadata.Uid
            ? (null, null, new SpecProblem("SecretTaken", $"The Secret {key.Name} belongs to somebody else."))
            : (keys, existing, null);
    }

    /// <summary>
    /// Over a Secret that is there, that one alone: somebody who deletes it meanwhile wants its keys gone, and does not get them back. New keys take the place of those that were read, and of
    /// no others.
    /// </summary>
    private static V1Secret Over(V1Secret? existing, V1Secret planned, AccessKeys keys)
    {
        var version = keys.AccessKey == AccessKeys.Read(existing)?.AccessKey ? null : existing?.Metadata.ResourceVersion;
        return planned with { Metadata = planned.Metadata with { Uid = existing?.Metadata.Uid, ResourceVersion = version } };
    }

    /// <summary>Takes back, in every store, what the access may not have any more: a bucket whose resource is gone or does not name its namespace, and all in stores where it has none.</summary>
    private async Task WithdrawAsync(V1Alpha1BucketAccess access, EntityKey? granted, CancellationToken cancellationToken)
    {
        var allowed = AccessGrants.Allowed(access, caches.Resources<V1Alpha1Bucket>().Get).ToLookup(BucketClaims.StoreOf, BucketClaims.NameOf);
        foreach (var store in caches.Resources<V1Alpha1ObjectStore>().List().Select(static each => each.Key()).Where(store => store != granted))
        {
            if (await curators.FindAsync(store, cancellationToken) is { } catalog)
                await AccessIdentities.RestrictAsync(access, allowed[store].ToHashSet(StringComparer.Ordinal), catalog.Identities, cancellationToken);
        }
    }

    private async Task<AccessTarget> TargetAsync(V1Alpha1ObjectStore store, string[] buckets, CancellationToken cancellationToken)
    {
        var authority = await stores.FindEndpointAuthorityAsync(store, cancellationToken);
        return new AccessTarget(StoreStatusPlan.InternalEndpoint(store, options.Value.ClusterDomain), store.Spec!.Region, buckets, authority);
    }
}
