using ObjectStore.Cluster.Identities;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Accesses;

/// <summary>Brings the access keys in the catalog to what an access asks for.</summary>
internal static class AccessIdentities
{
    /// <summary>Stores the key in use, bounds the life of the one before, and removes what else is left of the access.</summary>
    public static async Task ReconcileAsync(V1Alpha1BucketAccess access, AccessKeys keys, IReadOnlyList<string> buckets, IdentityCatalog identities, CancellationToken cancellationToken)
    {
        var stored = (await identities.ListAsync(AccessKeys.PrefixOf(access), cancellationToken)).Identities;
        BucketGrant[] grants = [.. buckets.Select(bucket => new BucketGrant(bucket, access.Spec!.Permission) { Prefix = access.Spec.Prefix })];
        var wanted = new CatalogIdentity(keys.AccessKey, keys.SecretKey, UserIdOf(access), access.Metadata.Name!, grants, null) { Policy = access.Spec!.Policy };
        if (stored.FirstOrDefault(each => each.AccessKey == keys.AccessKey)?.IsSame(wanted) != true) await identities.StoreAsync(wanted, cancellationToken);
        foreach (var other in stored.Where(each => each.AccessKey != keys.AccessKey))
        {
            if (keys.Previous is not { } previous || previous.AccessKey != other.AccessKey)
            {
                await identities.RemoveAsync(other.AccessKey, cancellationToken);
                continue;
            }

            var bounded = other with { Grants = grants, Policy = wanted.Policy, ExpiresAt = previous.ExpiresAt };
            if (!bounded.IsSame(other)) await identities.StoreAsync(bounded, cancellationToken);
        }
    }

    /// <summary>Takes grants of other buckets than these away from all access keys of an access; nothing else changes.</summary>
    public static async Task RestrictAsync(V1Alpha1BucketAccess access, IReadOnlySet<string> buckets, IdentityCatalog identities, CancellationToken cancellationToken)
    {
        foreach (var identity in (await identities.ListAsync(AccessKeys.PrefixOf(access), cancellationToken)).Identities)
        {
            BucketGrant[] kept = [.. identity.Grants.Where(grant => buckets.Contains(grant.Bucket))];
            if (kept.Length < identity.Grants.Count) await identities.StoreAsync(identity with { Grants = kept }, cancellationToken);
        }
    }

    /// <summary>Removes all of an access.</summary>
    public static async Task RemoveAsync(V1Alpha1BucketAccess access, IdentityCatalog identities, CancellationToken cancellationToken)
    {
        foreach (var identity in (await identities.ListAsync(AccessKeys.PrefixOf(access), cancellationToken)).Identities) await identities.RemoveAsync(identity.AccessKey, cancellationToken);
    }

    private static string UserIdOf(V1Alpha1BucketAccess access) => $"kubernetes/{access.Metadata.Namespace}/{access.Metadata.Name}";
}
