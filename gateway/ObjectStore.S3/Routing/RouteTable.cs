using System.Collections.Frozen;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Routing;

/// <summary>Which operation a request asks for: a closed table over method, resource and subresource.</summary>
/// <remarks>
/// HEAD of a bucket or an object asks for the operation that GET asks for, where it has none of its own. A parameter that is neither a subresource nor an argument of the
/// operation is ignored, as AWS does. A subresource that S3 has and this store has not is 501, never silently another operation.
/// </remarks>
public static class RouteTable
{
    private enum Resource
    {
        Service,
        Bucket,
        Object,
    }

    private static readonly FrozenDictionary<(Resource Resource, string Method, string Subresource), S3Operation> Routes =
        new Dictionary<(Resource, string, string), S3Operation>
        {
            [(Resource.Service, "GET", "")] = S3Operation.ListBuckets,
            [(Resource.Service, "POST", "")] = S3Operation.ServiceQuery,
            [(Resource.Bucket, "PUT", "")] = S3Operation.CreateBucket,
            [(Resource.Bucket, "HEAD", "")] = S3Operation.HeadBucket,
            [(Resource.Bucket, "DELETE", "")] = S3Operation.DeleteBucket,
            [(Resource.Bucket, "GET", "")] = S3Operation.ListObjects,
            [(Resource.Bucket, "GET", "list-type")] = S3Operation.ListObjectsV2,
            [(Resource.Bucket, "GET", "versions")] = S3Operation.ListObjectVersions,
            [(Resource.Bucket, "GET", "location")] = S3Operation.GetBucketLocation,
            [(Resource.Bucket, "GET", "versioning")] = S3Operation.GetBucketVersioning,
            [(Resource.Bucket, "PUT", "versioning")] = S3Operation.PutBucketVersioning,
            [(Resource.Bucket, "GET", "tagging")] = S3Operation.GetBucketTagging,
            [(Resource.Bucket, "PUT", "tagging")] = S3Operation.PutBucketTagging,
            [(Resource.Bucket, "DELETE", "tagging")] = S3Operation.DeleteBucketTagging,
            [(Resource.Bucket, "GET", "object-lock")] = S3Operation.GetObjectLockConfiguration,
            [(Resource.Bucket, "PUT", "object-lock")] = S3Operation.PutObjectLockConfiguration,
            [(Resource.Bucket, "GET", "acl")] = S3Operation.GetBucketAcl,
            [(Resource.Bucket, "PUT", "acl")] = S3Operation.PutBucketAcl,
            [(Resource.Bucket, "GET", "policy")] = S3Operation.GetBucketPolicy,
            [(Resource.Bucket, "PUT", "policy")] = S3Operation.PutBucketPolicy,
            [(Resource.Bucket, "DELETE", "policy")] = S3Operation.DeleteBucketPolicy,
            [(Resource.Bucket, "GET", "policyStatus")] = S3Operation.GetBucketPolicyStatus,
            [(Resource.Bucket, "GET", "publicAccessBlock")] = S3Operation.GetPublicAccessBlock,
            [(Resource.Bucket, "PUT", "publicAccessBlock")] = S3Operation.PutPublicAccessBlock,
            [(Resource.Bucket, "DELETE", "publicAccessBlock")] = S3Operation.DeletePublicAccessBlock,
            [(Resource.Bucket, "GET", "ownershipControls")] = S3Operation.GetBucketOwnershipControls,
            [(Resource.Bucket, "PUT", "ownershipControls")] = S3Operation.PutBucketOwnershipControls,
            [(Resource.Bucket, "DELETE", "ownershipControls")] = S3Operation.DeleteBucketOwnershipControls,
            [(Resource.Bucket, "GET", "encryption")] = S3Operation.GetBucketEncryption,
            [(Resource.Bucket, "PUT", "encryption")] = S3Operation.PutBucketEncryption,
            [(Resource.Bucket, "DELETE", "encryption")] = S3Operation.DeleteBucketEncryption,
            [(Resource.Bucket, "GET", "cors")] = S3Operation.GetBucketCors,
            [(Resource.Bucket, "PUT", "cors")] = S3Operation.PutBucketCors,
            [(Resource.Bucket, "DELETE", "cors")] = S3Operation.DeleteBucketCors,
            [(Resource.Bucket, "GET", "lifecycle")] = S3Operation.GetBucketLifecycleConfiguration,
            [(Resource.Bucket, "PUT", "lifecycle")] = S3Operation.PutBucketLifecycleConfiguration,
            [(Resource.Bucket, "DELETE", "lifecycle")] = S3Operation.DeleteBucketLifecycle,
            [(Resource.Bucket, "GET", "website")] = S3Operation.GetBucketWebsite,
            [(Resource.Bucket, "PUT", "website")] = S3Operation.PutBucketWebsite,
            [(Resource.Bucket, "DELETE", "website")] = S3Operation.DeleteBucketWebsite,
            [(Resource.Bucket, "GET", "inventory")] = S3Operation.GetBucketInventoryConfiguration,
            [(Resource.Bucket, "PUT", "inventory")] = S3Operation.PutBucketInventoryConfiguration,
            [(Resource.Bucket, "DELETE", "inventory")] = S3Operation.DeleteBucketInventoryConfiguration,
            [(Resource.Bucket, "GET", "logging")] = S3Operation.GetBucketLogging,
            [(Resource.Bucket, "PUT", "logging")] = S3Operation.PutBucketLogging,
            [(Resource.Bucket, "GET", "notification")] = S3Operation.GetBucketNotificationConfiguration,
            [(Resource.Bucket, "PUT", "notification")] = S3Operation.PutBucketNotificationConfiguration,
            [(Resource.Bucket, "GET", "replication")] = S3Operation.GetBucketReplication,
            [(Resource.Bucket, "PUT", "replication")] = S3Operation.PutBucketReplication,
            [(Resource.Bucket, "DELETE", "replication")] = S3Operation.DeleteBucketReplication,
            [(Resource.Bucket, "GET", "requestPayment")] = S3Operation.GetBucketRequestPayment,
            [(Resource.Bucket, "PUT", "requestPayment")] = S3Operation.PutBucketRequestPayment,
            [(Resource.Bucket, "GET", "accelerate")] = S3Operation.GetBucketAccelerateConfiguration,
            [(Resource.Bucket, "GET", "analytics")] = S3Operation.ListBucketAnalyticsConfigurations,
            [(Resource.Bucket, "GET", "intelligent-tiering")] = S3Operation.ListBucketIntelligentTieringConfigurations,
            [(Resource.Bucket, "GET", "metrics")] = S3Operation.ListBucketMetricsConfigurations,
            [(Resource.Bucket, "POST", "")] = S3Operation.PostObject,
            [(Resource.Bucket, "GET", "uploads")] = S3Operation.ListMultipartUploads,
            [(Resource.Bucket, "POST", "delete")] = S3Operation.DeleteObjects,
            [(Resource.Object, "GET", "")] = S3Operation.GetObject,
            [(Resource.Object, "HEAD", "")] = S3Operation.HeadObject,
            [(Resource.Object, "PUT", "")] = S3Operation.PutObject,
            [(Resource.Object, "DELETE", "")] = S3Operation.DeleteObject,
            [(Resource.Object, "GET", "acl")] = S3Operation.GetObjectAcl,
            [(Resource.Object, "PUT", "acl")] = S3Operation.PutObjectAcl,
            [(Resource.Object, "GET", "attributes")] = S3Operation.GetObjectAttributes,
            [(Resource.Object, "GET", "tagging")] = S3Operation.GetObjectTagging,
            [(Resource.Object, "PUT", "tagging")] = S3Operation.PutObjectTagging,
            [(Resource.Object, "DELETE", "tagging")] = S3Operation.DeleteObjectTagging,
            [(Resource.Object, "GET", "retention")] = S3Operation.GetObjectRetention,
            [(Resource.Object, "PUT", "retention")] = S3Operation.PutObjectRetention,
            [(Resource.Object, "GET", "legal-hold")] = S3Operation.GetObjectLegalHold,
            [(Resource.Object, "PUT", "legal-hold")] = S3Operation.PutObjectLegalHold,
            [(Resource.Object, "POST", "restore")] = S3Operation.RestoreObject,
            [(Resource.Object, "POST", "uploads")] = S3Operation.CreateMultipartUpload,
            [(Resource.Object, "PUT", "uploadId")] = S3Operation.UploadPart,
            [(Resource.Object, "POST", "uploadId")] = S3Operation.CompleteMultipartUpload,
            [(Resource.Object, "DELETE", "uploadId")] = S3Operation.AbortMultipartUpload,
            [(Resource.Object, "GET", "uploadId")] = S3Operation.ListParts,
        }.ToFrozenDictionary();

    /// <summary>Query parameters that choose an operation (Amazon S3 API reference); whatever is not in <see cref="Routes"/> is not implemented.</summary>
    private static readonly FrozenSet<string> Subresources = FrozenSet.Create(
        StringComparer.Ordinal,
        "abac", "accelerate", "acl", "analytics", "annotation", "attributes", "cors", "delete", "encryption", "intelligent-tiering", "inventory", "legal-hold",
        "lifecycle", "list-type", "location", "logging", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable", "metadataTable",
        "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "renameObject", "replication",
        "requestPayment", "restore", "retention", "select", "session", "tagging", "torrent", "uploadId", "uploads", "versioning", "versions", "website");

    /// <summary>Of these a bucket has none, which is told; to set one is not implemented.</summary>
    private static readonly FrozenSet<string> Unset = FrozenSet.Create(StringComparer.Ordinal, "accelerate", "analytics", "intelligent-tiering", "metrics");

    private static readonly FrozenSet<S3Operation> BucketSettings =
        Routes.Where(static route => route.Key.Resource == Resource.Bucket && route.Key.Subresource is not ("" or "list-type" or "versions" or "uploads" or "delete"))
            .Select(static route => route.Value).Append(S3Operation.ListBucketInventoryConfigurations).ToFrozenSet();

    /// <summary>Whether an operation reads or changes what is set for a bucket, and not what is in it.</summary>
    public static bool IsBucketSetting(S3Operation operation) => BucketSettings.Contains(operation);

    /// <summary>Whether a query parameter chooses an operation, also one that is not implemented.</summary>
    public static bool IsSubresource(string name) => Subresources.Contains(name);

    /// <summary>Finds the operation; gives the error of a request that has none.</summary>
    /// <param name="method">HTTP method in capitals.</param>
    /// <param name="target">What the request is about.</param>
    /// <param name="hasCopySource">Whether <c>x-amz-copy-source</c> was sent.</param>
    /// <param name="operation">What to do.</param>
    public static S3Error? TryResolve(string method, in RequestTarget target, bool hasCopySource, out S3Operation operation)
    {
        operation = S3Operation.Preflight;
        if (method == "OPTIONS") return null;
        if (TryFindSubresource(target.Query, out var subresource) is { } conflict) return conflict;
        var resource = target.Bucket is null ? Resource.Service : target.Key is null ? Resource.Bucket : Resource.Object;
        if (hasCopySource && method != "PUT") return InvalidArgumentError.Of("You can only specify a copy source header for copy requests.", "x-amz-copy-source", "x-amz-copy-source");
        if (!TryFind(resource, method, subresource, out operation)) return NotFound(resource, method, subresource);
        if (HalfOfAPart(operation, target.Query) is { } half) return half;
        operation = hasCopySource ? WithCopySource(operation) : WithArguments(operation, target.Query);
        if (TakesNoVersion(operation) && target.Query["versionId"] is { } version)
            return InvalidArgumentError.Of("This operation does not accept a version-id.", "versionId", version);
        return operation == S3Operation.ListObjectsV2 && target.Query["list-type"] != "2"
            ? InvalidArgumentError.Of("Invalid list-type.", "list-type", target.Query["list-type"] ?? "")
            : null;
    }

    private static S3Error? TryFindSubresource(QueryParameters query, out string subresource)
    {
        subresource = "";
        foreach (ref readonly var parameter in query.All)
        {
            if (!Subresources.Contains(parameter.Key)) continue;
            if (subresource.Length > 0)
                return InvalidArgumentError.Of($"Conflicting query parameters: {subresource} and {parameter.Key}.", "ResourceType", parameter.Key);
            subresource = parameter.Key;
        }

        return null;
    }

    private static bool TryFind(Resource resource, string method, string subresource, out S3Operation operation) =>
        Routes.TryGetValue((resource, method, subresource), out operation)
        || (method == "HEAD" && resource != Resource.Service && Routes.TryGetValue((resource, "GET", subresource), out operation));

    private static S3Operation WithCopySource(S3Operation operation) => operation switch
    {
        S3Operation.PutObject => S3Operation.CopyObject,
        S3Operation.UploadPart => S3Operation.UploadPartCopy,
        _ => operation,
    };

    private static S3Operation WithArguments(S3Operation operation, QueryParameters query) =>
        operation == S3Operation.GetBucketInventoryConfiguration && !query.Has("id") ? S3Operation.ListBucketInventoryConfigurations : operation;

    /// <summary>Whether an operation makes a version, so that none that is there can be meant.</summary>
    private static bool TakesNoVersion(S3Operation operation) => operation is S3Operation.PutObject or S3Operation.CopyObject or S3Operation.PostObject
        or S3Operation.CreateMultipartUpload or S3Operation.UploadPart or S3Operation.UploadPartCopy or S3Operation.CompleteMultipartUpload;

    /// <summary>A part has a number and an upload; the error of a PUT with one of the two alone. A part that lost its upload would otherwise become the whole object.</summary>
    private static S3Error? HalfOfAPart(S3Operation operation, QueryParameters query) => operation switch
    {
        S3Operation.PutObject when query.Has("partNumber") => InvalidArgumentError.Of("This operation does not accept partNumber without uploadId", "partNumber", "partNumber"),
        S3Operation.UploadPart when !query.Has("partNumber") => MethodNotAllowed("PUT", "UPLOAD"),
        _ => null,
    };

    private static S3Error MethodNotAllowed(string method, string resourceType) =>
        new(S3ErrorCode.MethodNotAllowed) { Fields = [new("Method", method), new("ResourceType", resourceType)] };

    private static S3Error NotFound(Resource resource, string method, string subresource)
    {
        if (resource == Resource.Object && method == "GET" && subresource == "uploads")
            return new S3Error(S3ErrorCode.InvalidRequest, "Key is not expected for the GET method ?uploads subresource");
        if (resource == Resource.Object && subresource == "versions")
            return new S3Error(S3ErrorCode.InvalidRequest, "There is no such thing as the ?versions sub-resource for a key");
        if (resource == Resource.Bucket && Unset.Contains(subresource)) return new S3Error(S3ErrorCode.NotImplemented, $"A bucket has no '{subresource}' here, and none can be set.");
        var isKnown = false;
        foreach (var route in Routes.Keys) isKnown |= route.Resource == resource && route.Subresource == subresource;
        return isKnown
            ? MethodNotAllowed(method, resource.ToString().ToUpperInvariant())
            : new S3Error(S3ErrorCode.NotImplemented, $"The subresource '{subresource}' is not implemented.");
    }
}
