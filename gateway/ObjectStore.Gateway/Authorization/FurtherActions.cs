using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>The actions that requests need beside their operation's own: those of the headers of writes, and GetObjectAttributes' second one.</summary>
/// <remarks>
/// Source: Amazon S3 API reference, "Permissions" of each operation. There tags and lists of writes need to be allowed too; here a policy that
/// allows s3:PutObject allows them, as the tests of Ceph want it, and only what denies them counts.
/// </remarks>
internal static class FurtherActions
{
    private static readonly FurtherAction[] OfAttributes = [Of("GetObjectAttributes", "GetObjectVersionAttributes", AclPermission.Read)];

    private static readonly FurtherAction[] OfReplicaMarkers = [Of("ReplicateDelete", "ReplicateDelete", AclPermission.None)];

    private static readonly (HeaderTraits Trait, FurtherAction Action)[] OfWrites =
    [
        (HeaderTraits.Replica, Of("ReplicateObject", "ReplicateObject", AclPermission.None)),
        (HeaderTraits.Retention, Of("PutObjectRetention", "PutObjectRetention", AclPermission.None)),
        (HeaderTraits.LegalHold, Of("PutObjectLegalHold", "PutObjectLegalHold", AclPermission.None)),
        (HeaderTraits.Tagging, Of("PutObjectTagging", "PutObjectVersionTagging", AclPermission.None) with { CountsOnlyRefused = true }),
        (HeaderTraits.Acl, Of("PutObjectAcl", "PutObjectVersionAcl", AclPermission.None) with { CountsOnlyRefused = true }),
    ];

    /// <summary>The further actions of a request; none for nearly all.</summary>
    public static IReadOnlyList<FurtherAction> Of(S3Context context) => context.Operation switch
    {
        S3Operation.GetObjectAttributes => OfAttributes,
        S3Operation.PutObject or S3Operation.PostObject or S3Operation.CreateMultipartUpload when context.Traits != HeaderTraits.None => OfTraits(context.Traits),
        S3Operation.CompleteMultipartUpload => OfTraits(context.Traits & HeaderTraits.Replica),
        S3Operation.DeleteObject when (context.Traits & HeaderTraits.Replica) != 0 => OfReplicaMarkers,
        S3Operation.CopyObject => OfTraits(CopySources.KeepsTags(context) ? context.Traits & ~HeaderTraits.Tagging : context.Traits),
        _ => [],
    };

    private static List<FurtherAction> OfTraits(HeaderTraits traits)
    {
        var actions = new List<FurtherAction>();
        foreach (var (trait, action) in OfWrites)
        {
            if ((traits & trait) != 0) actions.Add(action);
        }

        return actions;
    }

    private static FurtherAction Of(string action, string versionAction, AclPermission onObject) => new(
        new OperationAction(S3Actions.Get("s3:" + action), S3Actions.Get("s3:" + versionAction), new AccessNeeds(AclPermission.None, onObject), IsPerKey: false),
        CountsOnlyRefused: false);
}
