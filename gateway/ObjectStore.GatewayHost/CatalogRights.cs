using System.Text;
using ObjectStore.Cluster.Identities;
using ObjectStore.Policies;

namespace ObjectStore.GatewayHost;

/// <summary>What the grants of an identity in the catalog allow. Pure.</summary>
internal static class CatalogRights
{
    /// <summary>The policies of an identity, and what limits them.</summary>
    /// <remarks>A policy that cannot be read allows nothing, and so does a permission that is not known. The boundary holds for policies of buckets, too: who gets a policy of its own gets no more by others.</remarks>
    public static (IReadOnlyList<PolicyDocument> Policies, PolicyDocument? Boundary) Of(CatalogIdentity identity)
    {
        GrantedBucket[] granted = [.. identity.Grants.Select(static grant => (Grant: grant, Right: RightOf(grant.Permission))).Where(static each => each.Right is not null)
            .Select(static each => new GrantedBucket(each.Grant.Bucket, each.Right!.Value, each.Grant.Prefix))];
        if (identity.Policy is null) return ([BucketGrants.Of(granted.Where(static bucket => bucket.Right != BucketRight.Bounded))], null);
        return (PolicyParser.TryParse(Encoding.UTF8.GetBytes(identity.Policy), PolicyKind.Identity, out var own, out _) ? [own] : [], BucketGrants.Of(granted));
    }

    private static BucketRight? RightOf(string permission) => permission switch
    {
        BucketGrant.ReadOnly => BucketRight.ReadOnly,
        BucketGrant.ReadWrite => BucketRight.ReadWrite,
        BucketGrant.WriteOnly => BucketRight.WriteOnly,
        BucketGrant.Custom => BucketRight.Bounded,
        _ => null,
    };
}
