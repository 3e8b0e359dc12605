using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>Asks <see cref="BucketAccess"/> about requests. Thread-safe; every request passes here, and what it decides is nowhere decided again.</summary>
internal sealed partial class Authorizer(TimeProvider time, ILogger<Authorizer> logger)
{
    private const string Arn = "arn:aws:s3:::";

    /// <summary>Decides on a request, gives the context what is left to decide, or gives the error.</summary>
    public S3Error? Authorize(S3Context context)
    {
        var action = OperationActions.Of(context.Operation);
        if (action.IsPerKey) return null;
        if (context.HasBucket) return AuthorizeInBucket(context, action);
        var request = new PolicyRequest(context.Caller.Caller.Principal, action.Action, Arn + (context.Target.Bucket ?? "*"), new RequestKeys(context, time.GetUtcNow()));
        var decision = context.Operation == S3Operation.ListBuckets && context.Caller.IsAnonymous
            ? new AccessDecision(AccessVerdict.Allowed, default, "Nobody owns nothing, and is told so.")
            : BucketAccess.DecideWithoutBucket(context.Caller.Caller, request);
        return ErrorOf(context, request, decision);
    }

    /// <summary>Decides on one key of a request about many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The key.</param>
    /// <param name="hasVersion">Whether a version of it is named.</param>
    public S3Error? AuthorizeKey(S3Context context, ObjectKey key, bool hasVersion)
    {
        var action = OperationActions.Of(context.Operation);
        var request = RequestOf(context, context.Bucket.Name, key, hasVersion ? action.VersionAction : action.Action, prefix: null);
        return ErrorOf(context, request, BucketAccess.Decide(context.Caller.Caller, context.Configuration.Rules, action.Needs, request));
    }

    /// <summary>Decides on reading an object of another bucket, as far as that does not depend on the object.</summary>
    public RequestAccess AuthorizeSource(S3Context context, BucketEntry source, ObjectKey key, bool hasVersion)
    {
        var action = OperationActions.Source;
        var request = RequestOf(context, source.Bucket.Name, key, hasVersion ? action.VersionAction : action.Action, prefix: null);
        var decision = BucketAccess.Decide(context.Caller.Caller, source.Configuration.Rules, action.Needs, request);
        Log.Decided(logger, context.RequestId, request.Action.Name, decision.Verdict, decision.Reason);
        return new RequestAccess(context.Caller.Caller, source.Configuration.Rules, action.Needs, decision);
    }

    /// <summary>Whether the caller asks for a governance retention of the key to be ignored, and may.</summary>
    public bool BypassesGovernance(S3Context context, ObjectKey key)
    {
        if (!ObjectLocks.AsksForBypass(context)) return false;
        var action = OperationActions.Bypass;
        var request = RequestOf(context, context.Bucket.Name, key, action.Action, prefix: null);
        var decision = BucketAccess.Decide(context.Caller.Caller, context.Configuration.Rules, action.Needs, request);
        Log.Decided(logger, context.RequestId, request.Action.Name, decision.Verdict, decision.Reason);
        return decision.Verdict == AccessVerdict.Allowed;
    }

    /// <summary>The error for a key that has no object: who may not list the bucket is not told so.</summary>
    public S3Error MissingKey(S3Context context, BucketEntry bucket, ObjectKey key)
    {
        var action = OperationActions.Listing;
        var request = RequestOf(context, bucket.Bucket.Name, null, action.Action, prefix: key.ToString());
        var decision = BucketAccess.Decide(context.Caller.Caller, bucket.Configuration.Rules, action.Needs, request);
        return decision.Verdict == AccessVerdict.Allowed
            ? new S3Error(S3ErrorCode.NoSuchKey) { Fields = [new("Key", key.ToString())] }
            : new S3Error(S3ErrorCode.AccessDenied);
    }

    private S3Error? AuthorizeInBucket(S3Context context, OperationAction action)
    {
        var named = context.Query.Has("versionId") ? action.VersionAction : action.Action;
        var request = RequestOf(context, context.Bucket.Name, context.KeyOrNull, named, prefix: null);
        var rules = context.Configuration.Rules;
        var decision = BucketAccess.Decide(context.Caller.Caller, rules, action.Needs, request);
        context.Access = new RequestAccess(context.Caller.Caller, rules, action.Needs, decision);
        return ErrorOf(context, request, decision);
    }

    private PolicyRequest RequestOf(S3Context context, string bucket, ObjectKey? key, Policies.Matching.S3Action action, string? prefix) => new(
        context.Caller.Caller.Principal,
        action,
        key is { } present ? $"{Arn}{bucket}/{present}" : Arn + bucket,
        new RequestKeys(context, time.GetUtcNow(), prefix));

    private S3Error? ErrorOf(S3Context context, PolicyRequest request, AccessDecision decision)
    {
        Log.Decided(logger, context.RequestId, request.Action.Name, decision.Verdict, decision.Reason);
        return decision.Verdict == AccessVerdict.Denied ? new S3Error(S3ErrorCode.AccessDenied) : null;
    }
}
