using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>The actions that requests need beside their operation's own: those of the headers of writes and deletions, and GetObjectAttributes' second one.</summary>
/// <remarks>
/// Source: Amazon S3 API reference, "Permissions" of each operation. There tags and lists of writes need to be allowed too; here a policy that
/// allows s3:PutObject allows them, as the tests of Ceph want it, and only what denies them counts.
/// </remarks>
internal static class FurtherActions
{
    /// <summary>Reading, of what compares the object's entity tag: who may not read could find by guesses what is in it.</summary>
    /// <remarks>Nothing of an object is read before these are decided: its own list does not count.</remarks>
    public static readonly FurtherAction OfConditions = Of("GetObject", "GetObjectVersion", AclPermission.None);

    private static readonly FurtherAction[] OfAttributes = [Of("GetObjectAttributes", "GetObjectVersionAttributes", AclPermission.Read)];

    private static readonly FurtherAction[] OfConditionalDeletions = [OfConditions];

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
        S3Operation.PostObject or S3Operation.CreateMultipartUpload => OfTraits(context.Traits, hasCondition: false),
        S3Operation.PutObject => OfTraits(context.Traits, HasCondition(context)),
        S3Operation.CompleteMultipartUpload => OfTraits(context.Traits & HeaderTraits.Replica, HasCondition(context)),
        S3Operation.CopyObject => OfTraits(CopySources.KeepsTags(context) ? context.Traits & ~HeaderTraits.Tagging : context.Traits, HasCondition(context)),
        S3Operation.DeleteObject when (context.Traits & HeaderTraits.Replica) != 0 => OfReplicaMarkers,
        S3Operation.DeleteObject when ConditionOf(context).ComparesETag => OfConditionalDeletions,
        _ => [],
    };

    /// <summary>Whether a write goes by the object that is there, as Amazon S3 has it: not where it only must not be there.</summary>
    private static bool HasCondition(S3Context context) => ConditionOf(context) is { MatchETag: not null } or { ComparesETag: true };

    /// <summary>The condition of the headers; none where the operation refuses them.</summary>
    private static WriteCondition ConditionOf(S3Context context) =>
        WriteConditions.TryParse(context.Request.Headers, out var condition) is null ? condition : WriteCondition.None;

    private static FurtherAction[] OfTraits(HeaderTraits traits, bool hasCondition)
    {
        if (traits == HeaderTraits.None && !hasCondition) return [];
        var actions = new List<FurtherAction>();
        if (hasCondition) actions.Add(OfConditions);
        foreach (var (trait, action) in OfWrites)
        {
            if ((traits & trait) != 0) actions.Add(action);
        }

        return [.. actions];
    }

    private static FurtherAction Of(string action, string versionAction, AclPermission onObject) => new(
        new OperationAction(S3Actions.Get("s3:" + action), S3Actions.Get("s3:" + versionAction), new AccessNeeds(AclPermission.None, onObject), IsPerKey: false),
        CountsOnlyRefused: false);
}
