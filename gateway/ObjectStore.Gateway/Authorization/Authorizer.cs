using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>Asks <see cref="BucketAccess"/> about requests. Thread-safe; every request passes here, and what it decides is nowhere decided again.</summary>
internal sealed partial class Authorizer(IObjectIndex index, TimeProvider time, ILogger<Authorizer> logger)
{
    /// <summary>Decides on a request, gives the context what is left to decide, or gives the error. Reads the tags of the object where a policy asks about them.</summary>
    public ValueTask<S3Error?> AuthorizeAsync(S3Context context) => AsksAboutTags(context) ? AuthorizeByTagsAsync(context) : new ValueTask<S3Error?>(Judge(context));

    /// <summary>Decides again where policies ask about tags and the object has others by now than those that the request was judged by; gives the error.</summary>
    public S3Error? AuthorizeRead(S3Context context, ObjectRecord record)
    {
        if (!AsksAboutTags(context)) return null;
        var tags = TagsOf(record);
        if ((context.ExistingTags ?? []).SequenceEqual(tags ?? [])) return null;
        context.ExistingTags = tags;
        return Judge(context);
    }

    /// <summary>An update as it was allowed: where policies ask about tags, only of an object with those that the request was judged by.</summary>
    public static ObjectUpdate Limit(S3Context context, ObjectUpdate update) =>
        AsksAboutTags(context) ? new ObjectUpdate.OfTagged(update, context.ExistingTags ?? []) : update;

    /// <summary>Whether policies may ask about the upload that the request names, so that it has to be known before <see cref="AuthorizeAsync"/>.</summary>
    public static bool AsksAboutUpload(S3Context context) =>
        OperationActions.IsOfUpload(context.Operation) && BucketAccess.AsksPolicies(context.Caller.Caller, context.Configuration.Rules);

    /// <summary>Whether policies ask about the tags of what a request about many keys compares, so that they have to be known before <see cref="AuthorizeComparison"/>.</summary>
    public static bool AsksAboutComparedTags(S3Context context) => BucketAccess.AsksAboutTags(context.Caller.Caller, context.Configuration.Rules);

    /// <summary>The tags that an object has; null where there is none. Reads the index alone, so that many can be read at once.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="versionId">The version of it that is named, or null.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="StorageException">The index failed.</exception>
    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>?> ReadTagsAsync(BucketId bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        // A version id that cannot be one is told of by the operation, to who may do it.
        if (VersionIds.TryParse(versionId, out var version) is not null) return null;
        return TagsOf(await index.GetVersionAsync(bucket, key, version, cancellationToken));
    }

    /// <summary>Decides on one key of a request about many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The key.</param>
    /// <param name="versionId">The version of it that is named, or null.</param>
    public S3Error? AuthorizeKey(S3Context context, ObjectKey key, string? versionId) =>
        ErrorOf(context, Decide(context, context.Configuration.Rules, OperationActions.Of(context.Operation), new AskedResource(context.Bucket, key, versionId)));

    /// <summary>Decides on comparing the entity tag of one key of a request about many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The key.</param>
    /// <param name="versionId">The version of it that is named, or null.</param>
    /// <param name="tags">The tags that it has, where policies ask about them.</param>
    public S3Error? AuthorizeComparison(S3Context context, ObjectKey key, string? versionId, IReadOnlyList<KeyValuePair<string, string>>? tags) =>
        ErrorOf(context, Decide(context, context.Configuration.Rules, FurtherActions.OfConditions.Action, new AskedResource(context.Bucket, key, versionId) { Tags = tags }));

    /// <summary>Decides on reading an object of another bucket, as far as that does not depend on the object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">The bucket of the object.</param>
    /// <param name="key">Its key.</param>
    /// <param name="versionId">The version of it that is named, or null.</param>
    /// <param name="tags">The tags that it has.</param>
    public RequestAccess AuthorizeSource(S3Context context, BucketEntry source, ObjectKey key, string? versionId, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        var action = OperationActions.Source;
        var rules = source.Configuration.Rules;
        return RequestAccess.Of(context.Caller.Caller, rules, action.Needs, Decide(context, rules, action, new AskedResource(source.Bucket, key, versionId) { Tags = tags }));
    }

    /// <summary>Whether the caller may read the tags of an object of another bucket, to copy them with it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">The bucket of the object.</param>
    /// <param name="key">Its key.</param>
    /// <param name="versionId">The version of it that is named, or null.</param>
    /// <param name="tags">The tags that it has.</param>
    public bool MayReadSourceTags(S3Context context, BucketEntry source, ObjectKey key, string? versionId, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        var asked = new AskedResource(source.Bucket, key, versionId) { Tags = tags };
        return Decide(context, source.Configuration.Rules, OperationActions.Of(S3Operation.GetObjectTagging), asked).Verdict == AccessVerdict.Allowed;
    }

    /// <summary>Whether the caller asks for a governance retention of the version to be ignored, and may.</summary>
    public bool BypassesGovernance(S3Context context, ObjectKey key, string? versionId)
    {
        if (!ObjectLocks.AsksForBypass(context)) return false;
        var decision = Decide(context, context.Configuration.Rules, OperationActions.Bypass, new AskedResource(context.Bucket, key, versionId));
        return decision.Verdict == AccessVerdict.Allowed;
    }

    /// <summary>Whether the caller may list a key of the bucket. Who may not is not told that it has no object, or a delete marker.</summary>
    public bool MayList(S3Context context, BucketEntry bucket, ObjectKey key)
    {
        var asked = new AskedResource(bucket.Bucket, Key: null, VersionId: null, Prefix: key.ToString());
        return Decide(context, bucket.Configuration.Rules, OperationActions.Listing, asked).Verdict == AccessVerdict.Allowed;
    }

    private static bool AsksAboutTags(S3Context context) =>
        context.HasBucket
        && BucketAccess.AsksAboutTags(context.Caller.Caller, context.Configuration.Rules)
        && (ExistingTags.AreKeysOf(OperationActions.Of(context.Operation).Action) || FurtherActions.Of(context).Contains(FurtherActions.OfConditions));

    private async ValueTask<S3Error?> AuthorizeByTagsAsync(S3Context context)
    {
        context.ExistingTags = await ReadTagsAsync(context.Bucket.Id, context.Key, VersionIdOf(context), context.Aborted);
        return Judge(context);
    }

    private static string? VersionIdOf(S3Context context) => context.Query[VersionIds.Parameter];

    private static IReadOnlyList<KeyValuePair<string, string>>? TagsOf(ObjectRecord? record) => record is { IsDeleteMarker: false } ? record.Tags : null;

    private S3Error? Judge(S3Context context)
    {
        var action = OperationActions.Of(context.Operation);
        if (action.IsPerKey) return null;
        return context.HasBucket ? AuthorizeInBucket(context, action) : AuthorizeWithoutBucket(context, action);
    }

    private S3Error? AuthorizeWithoutBucket(S3Context context, OperationAction action)
    {
        var caller = context.Caller.Caller;
        var keys = new RequestKeys(context, action.Action, asked: null, time);
        var request = new PolicyRequest(caller.Principal, action.Action, AskedResource.ArnPrefix + (context.Target.Bucket ?? "*"), keys);
        var decision = context.Operation == S3Operation.ListBuckets && context.Caller.IsAnonymous
            ? new AccessDecision(AccessVerdict.Allowed, default, "Nobody owns nothing, and is told so.")
            : BucketAccess.DecideWithoutBucket(caller, request);
        Log.Decided(logger, context.RequestId, action.Action.Name, decision.Verdict, decision.Reason);
        return ErrorOf(context, decision);
    }

    private S3Error? AuthorizeInBucket(S3Context context, OperationAction action)
    {
        var rules = context.Configuration.Rules;
        var asked = new AskedResource(context.Bucket, context.KeyOrNull, VersionIdOf(context)) { Tags = ExistingTags.AreKeysOf(action.Action) ? context.ExistingTags : null };
        var decision = DecideFurther(context, rules, Decide(context, rules, action, asked), asked);
        context.Access = RequestAccess.Of(context.Caller.Caller, rules, action.Needs, decision);
        return ErrorOf(context, decision);
    }

    /// <summary>All that a request does has to be allowed: the decision is that of what is allowed least.</summary>
    private AccessDecision DecideFurther(S3Context context, AccessRules rules, AccessDecision decision, in AskedResource asked)
    {
        if (decision.Verdict == AccessVerdict.Denied) return decision;
        foreach (var further in FurtherActions.Of(context))
        {
            var next = Decide(context, rules, further.Action, further == FurtherActions.OfConditions ? asked with { Tags = context.ExistingTags } : asked);
            var isRefused = next.Verdict == AccessVerdict.Denied && (!further.CountsOnlyRefused || next.Policy.Outcome == PolicyOutcome.ExplicitDeny);
            if (isRefused) return next;

            // What depends on the object is decided by policies that reach it only when all do; a bucket's reach least.
            var isWeaker = decision.Policy.IsAllowed && next.Policy.Outcome != PolicyOutcome.AllowedByIdentity;
            if (next.Verdict == AccessVerdict.DependsOnObject && isWeaker) decision = next;
        }

        return decision;
    }

    private AccessDecision Decide(S3Context context, AccessRules rules, OperationAction action, in AskedResource asked)
    {
        var caller = context.Caller.Caller;
        var named = asked.VersionId is null ? action.Action : action.VersionAction;

        // Most requests are of owners or administrators, where there is no policy: nothing is made for those.
        var request = BucketAccess.AsksPolicies(caller, rules) ? new PolicyRequest(caller.Principal, named, asked.Arn, new RequestKeys(context, named, asked, time)) : null;
        var decision = BucketAccess.Decide(caller, rules, action.Needs, request);
        Log.Decided(logger, context.RequestId, named.Name, decision.Verdict, decision.Reason);
        return decision;
    }

    private static S3Error? ErrorOf(S3Context context, AccessDecision decision) => decision.Verdict switch
    {
        AccessVerdict.Denied => new S3Error(S3ErrorCode.AccessDenied),
        AccessVerdict.OfOwnersAccountOnly => new S3Error(S3ErrorCode.MethodNotAllowed) { Fields = [new("Method", context.Request.Method), new("ResourceType", "BUCKETPOLICY")] },
        _ => null,
    };
}
