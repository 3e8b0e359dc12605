using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Catalog;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>PUT of a bucket.</summary>
internal sealed partial class CreateBucket(ICatalog catalog, AclReader acls, DocumentBudget documents, GatewayOptions options, TimeProvider time) : IS3Operation
{
    /// <summary>The region in which AWS lets an owner create a bucket again, as if it had worked, unless tags come with it.</summary>
    private const string LegacyRegion = "us-east-1";

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var name = context.Target.Bucket!;
        if (!BucketName.IsValid(name)) return new S3Error(S3ErrorCode.InvalidBucketName) { Fields = [new("BucketName", name)] };
        var (tags, bodyError) = await ReadBodyAsync(context);
        if (bodyError is not null) return bodyError;
        if (TryReadDocuments(context, tags, out var configured) is { } headerError) return headerError;
        var wanted = new BucketRecord(name, BucketIds.New(), context.Caller.UserId, CommitTime.Now(time), options.Region) { Rules = RulesOf(context), Documents = configured };

        // Not cut off by a client that goes away: the bucket is there or not.
        var (bucket, isCreated) = await catalog.CreateBucketAsync(wanted, CancellationToken.None);
        if (!isCreated)
        {
            if (bucket.OwnerId != context.Caller.UserId) return new S3Error(S3ErrorCode.BucketAlreadyExists) { Fields = [new("BucketName", name)] };
            if (!await IsConfiguredSoAsync(bucket, wanted, context.Aborted)) return new S3Error(S3ErrorCode.BucketAlreadyExists) { Fields = [new("BucketName", name)] };
            if (options.Region != LegacyRegion || tags.Count > 0) return new S3Error(S3ErrorCode.BucketAlreadyOwnedByYou) { Fields = [new("BucketName", name)] };
        }

        context.Response.Headers.Location = "/" + name;
        context.Response.Headers[AmzHeaders.BucketArn] = "arn:aws:s3:::" + name;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private S3Error? TryReadDocuments(S3Context context, IReadOnlyList<KeyValuePair<string, string>> tags, out IReadOnlyList<BucketDocument> configured)
    {
        configured = [];
        var owner = context.Caller.UserId;
        if (acls.TryReadHeaders(context, owner, owner, out var acl) is { } aclError) return aclError;
        const string ownershipHeader = "x-amz-object-ownership";
        var ownership = context.Header(ownershipHeader);
        if (ownership is not null && !OwnershipControlsRequest.TryParseName(ownership, out _))
            return InvalidArgumentError.Of($"Invalid x-amz-object-ownership header: {ownership}", ownershipHeader, ownership);
        if (acl is { IsPrivate: false } && ownership == nameof(ObjectOwnership.BucketOwnerEnforced))
            return new S3Error(S3ErrorCode.InvalidBucketAclWithObjectOwnership);
        var set = new BucketDocumentSet(default, []);
        if (acl is { IsPrivate: false }) set = set.With(BucketDocumentKind.Acl, Encoding.UTF8.GetBytes(AclText.Format(acl)));
        if (ownership is not null) set = set.With(BucketDocumentKind.Ownership, Encoding.UTF8.GetBytes(ownership));
        if (tags.Count > 0) set = set.With(BucketDocumentKind.Tags, BucketTags.Format(tags));
        configured = set.Documents;
        return null;
    }

    /// <summary>Making a bucket again changes nothing; so what is asked for has to be what is there, or the caller would believe otherwise.</summary>
    private async ValueTask<bool> IsConfiguredSoAsync(BucketRecord bucket, BucketRecord asked, CancellationToken cancellationToken)
    {
        if (asked.Rules.HasObjectLock && !bucket.Rules.HasObjectLock) return false;
        var present = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken);
        var wanted = new BucketDocumentSet(bucket.Id, asked.Documents);
        return TextOf(present, BucketDocumentKind.Acl) == TextOf(wanted, BucketDocumentKind.Acl)
            && (wanted.Find(BucketDocumentKind.Ownership) is null || TextOf(present, BucketDocumentKind.Ownership) == TextOf(wanted, BucketDocumentKind.Ownership));

        string TextOf(BucketDocumentSet? set, BucketDocumentKind kind) =>
            set?.Find(kind) is { } content ? Encoding.UTF8.GetString(content.Span)
            : kind == BucketDocumentKind.Acl ? AclText.Format(AccessControlList.PrivateOf(bucket.OwnerId)) : "";
    }

    /// <summary>Objects can be locked only where versions are kept.</summary>
    private static BucketRules RulesOf(S3Context context) =>
        "true".Equals(context.Header(AmzHeaders.BucketObjectLockEnabled), StringComparison.OrdinalIgnoreCase)
            ? new BucketRules { HasObjectLock = true, Versioning = BucketVersioning.Enabled }
            : BucketRules.None;

    private async ValueTask<(IReadOnlyList<KeyValuePair<string, string>> Tags, S3Error? Error)> ReadBodyAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(CreateBucketRequest.BytesMax, lease, context.Aborted);
        if (document.IsEmpty) return ([], null);
        if (!CreateBucketRequest.TryParse(document, out var location, out var tags)) return ([], new S3Error(S3ErrorCode.MalformedXML));
        if (TagSet.Check(tags, TagSet.BucketTagsMax) is { } tagError) return ([], tagError);
        return location is null or "" || location == options.Region
            ? (TagSet.Sort(tags), null)
            : ([], OtherLocation(location));
    }

    /// <summary>As on AWS, only the endpoint of the oldest region tells what is no region from another one.</summary>
    private S3Error OtherLocation(string location) => options.Region == LegacyRegion && !AwsRegion().IsMatch(location)
        ? new S3Error(S3ErrorCode.InvalidLocationConstraint) { Fields = [new("LocationConstraint", location)] }
        : new S3Error(
            S3ErrorCode.IllegalLocationConstraintException,
            $"The {location} location constraint is incompatible for the region specific endpoint this request was sent to.");

    [GeneratedRegex("^(EU|[a-z]{2}(-[a-z]+)+-[0-9]+)$")]
    private static partial Regex AwsRegion();
}
