using System.Globalization;
using System.Text;
using ObjectStore.Core;
using ObjectStore.Core.Identifiers;
using ObjectStore.Replication;
using ObjectStore.Replication.Configuration;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Replication;

/// <summary>Checks the rules of PutBucketReplication, with the errors of AWS. Whether the bucket keeps versions is not checked.</summary>
public static class ReplicationCheck
{
    private const int IdLengthMax = 255;
    private const int TagsMax = 10;

    private static readonly string[] StorageClasses =
        ["STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR", "OUTPOSTS", "EXPRESS_ONEZONE"];

    /// <summary>The rules, or the error of the first that is wrong.</summary>
    /// <param name="role">What was sent as role.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="targets">Targets that may be named.</param>
    /// <param name="rules">What is to be stored.</param>
    public static S3Error? TryMake(string role, IReadOnlyList<ReplicationRuleRequest> sent, IReadOnlySet<string> targets, out ReplicationRules rules)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(targets);
        rules = new ReplicationRules(role, []);
        var made = new List<ReplicationRule>(sent.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in sent)
        {
            var id = string.IsNullOrEmpty(request.Id) ? NewId() : request.Id;
            if (id.Length > IdLengthMax) return InvalidArgumentError.Of("The maximum value is 255 characters.", "ID", id);
            if (!ids.Add(id)) return InvalidArgumentError.Of("Rule ID must be unique. Found same ID for more than one rule", "ID", id);
            if (CheckForm(request) is { } formError) return formError;
            if (CheckPromises(request) is { } promiseError) return promiseError;
            if (TryMake(request, id, targets, out var rule) is { } error) return error;
            made.Add(rule!);
        }

        if (CheckTogether(made) is { } together) return together;
        rules = new ReplicationRules(role, made);
        return null;
    }

    private static S3Error? CheckForm(ReplicationRuleRequest request)
    {
        if (request.Status is not ("Enabled" or "Disabled") || request.Bucket is null) return new S3Error(S3ErrorCode.MalformedXML);
        if ((request.HasFilter ? CheckVersion2(request) : CheckVersion1(request)) is { } error) return error;
        if (Encoding.UTF8.GetByteCount(request.Prefix ?? "") > ObjectKey.BytesMax) return InvalidArgumentError.Of("The maximum size of a prefix is 1024", "Prefix", "");
        var names = request.Tags.Select(static tag => tag.Key).ToHashSet(StringComparer.Ordinal);
        return request.Tags.Count > TagsMax || names.Count < request.Tags.Count || names.Contains("") ? new S3Error(S3ErrorCode.InvalidTag) : null;
    }

    private static S3Error? CheckVersion1(ReplicationRuleRequest request) =>
        request.Prefix is null || request.Priority is not null || request.Markers is not null ? new S3Error(S3ErrorCode.MalformedXML) : null;

    private static S3Error? CheckVersion2(ReplicationRuleRequest request)
    {
        if (request.Priority is null) return InvalidRequest("Priority must be specified for this version of Cross Region Replication configuration schema.");
        if (request.Markers is null) return InvalidRequest("DeleteMarkerReplication must be specified for this version of Cross Region Replication configuration schema.");
        return request.Markers == "Enabled" && request.Tags.Count > 0 ? InvalidRequest("Delete marker replication is not supported if any Tag filter is specified.") : null;
    }

    /// <summary>What would be promised and not kept.</summary>
    private static S3Error? CheckPromises(ReplicationRuleRequest request)
    {
        if (request.ReplicationTime == "Enabled") return new S3Error(S3ErrorCode.NotImplemented, "S3 Replication Time Control is not implemented.");
        if (request.Metrics == "Enabled") return new S3Error(S3ErrorCode.NotImplemented, "Replication metrics of rules are not implemented; the store has metrics of its targets.");
        return request.Modifications == "Enabled" ? new S3Error(S3ErrorCode.NotImplemented, "The replication of changes of replicas is not implemented.") : null;
    }

    private static S3Error? TryMake(ReplicationRuleRequest request, string id, IReadOnlySet<string> targets, out ReplicationRule? rule)
    {
        rule = null;
        if (!ReplicaDestination.TryParseArn(request.Bucket!, out var destination)) return InvalidArgumentError.Of("Invalid bucket ARN.", "Bucket", request.Bucket!);
        if (!targets.Contains(destination.Target)) return InvalidRequest("Destination bucket must exist.");
        if (request.Owner is not (null or "Destination")) return new S3Error(S3ErrorCode.MalformedXML);
        if (request.Owner is not null && request.Account is null) return InvalidRequest("Account must be specified for AccessControlTranslation.");
        if (request.StorageClass is { } storageClass && !StorageClasses.Contains(storageClass)) return new S3Error(S3ErrorCode.InvalidStorageClass) { Fields = [new("StorageClassRequested", storageClass)] };
        if (request.Kms == "Enabled" != (request.KmsKeyId is not null))
            return InvalidRequest("SseKmsEncryptedObjects and EncryptionConfiguration must be specified together.");
        rule = new ReplicationRule
        {
            Id = id,
            IsEnabled = request.Status == "Enabled",
            IsVersion1 = !request.HasFilter,
            Priority = request.Priority,
            Prefix = request.Prefix,
            Tags = request.Tags,
            ReplicatesMarkers = IsEnabled(request.Markers),
            ReplicatesExisting = IsEnabled(request.Existing),
            ReplicatesKms = IsEnabled(request.Kms),
            KmsKeyId = request.KmsKeyId,
            Arn = request.Bucket!,
            Destination = destination,
            Account = request.Account,
            TranslatesOwner = request.Owner is not null,
            StorageClass = request.StorageClass,
        };
        return null;
    }

    private static S3Error? CheckTogether(List<ReplicationRule> rules)
    {
        if (rules.DistinctBy(static rule => rule.Destination).Count() > ReplicationRules.DestinationsMax)
            return InvalidRequest($"Number of distinct destination bucket ARNs cannot exceed {ReplicationRules.DestinationsMax}");
        if (rules.Exists(static rule => rule.IsVersion1) && rules.Exists(static rule => !rule.IsVersion1)) return new S3Error(S3ErrorCode.MalformedXML);
        if (rules.Where(static rule => rule.Priority is not null).GroupBy(static rule => (rule.Destination, rule.Priority)).Any(static group => group.Count() > 1))
            return InvalidArgumentError.Of("Found rules with the same priority; priorities of rules for one destination must be unique.", "Priority", "");

        // Without priorities nothing would say which of two counts.
        var prefixes = rules.Where(static rule => rule.IsVersion1).GroupBy(static rule => rule.Destination);
        return prefixes.Any(static group => group.SelectMany((rule, i) => group.Skip(i + 1).Select(other => (rule, other))).Any(static pair => Overlap(pair.rule.Prefix!, pair.other.Prefix!)))
            ? InvalidRequest("Found overlapping prefixes in rules.")
            : null;
    }

    private static bool Overlap(string left, string right) => left.StartsWith(right, StringComparison.Ordinal) || right.StartsWith(left, StringComparison.Ordinal);

    private static bool? IsEnabled(string? status) => status is null ? null : status == "Enabled";

    private static S3Error InvalidRequest(string message) => new(S3ErrorCode.InvalidRequest, message);

    private static string NewId() => string.Create(CultureInfo.InvariantCulture, $"{Chance.NextBits():x16}{Chance.NextBits():x16}");
}
