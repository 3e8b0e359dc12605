using System.Globalization;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Replication;
using ObjectStore.Replication.Configuration;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Replication;
using ObjectStore.S3.Xml;

namespace ObjectStore.Operator.Buckets;

/// <summary>Reads rules of replication as resources write them, under the checks of S3. Pure: the same resource gives the same rules.</summary>
internal static class BucketReplication
{
    /// <summary>S3 has a role in each configuration; it means nothing here.</summary>
    private const string Role = "objectstore";

    private const string Enabled = "Enabled";
    private const string Disabled = "Disabled";

    /// <summary>The rules, or what S3 says against them.</summary>
    /// <param name="written">Rules of the resource.</param>
    /// <param name="targets">Names of the store's targets.</param>
    /// <param name="rules">What is to be stored.</param>
    public static S3Error? TryRead(IReadOnlyList<BucketReplicationRule> written, IReadOnlySet<string> targets, out ReplicationRules rules)
    {
        rules = new ReplicationRules(Role, []);
        if (written.Count > ReplicationRules.CountMax) return new S3Error(S3ErrorCode.InvalidRequest, $"A bucket has at most {ReplicationRules.CountMax} rules.");
        if (written.FirstOrDefault(rule => !targets.Contains(rule.Destination.Target)) is { } stray)
            return new S3Error(S3ErrorCode.InvalidRequest, $"The store has no target {stray.Destination.Target} in replicationTargets.");
        return ReplicationCheck.TryMake(Role, [.. written.Select((rule, i) => Read(rule, i + 1, written.Count - i))], targets, out rules);
    }

    private static ReplicationRuleRequest Read(BucketReplicationRule rule, int number, int priority) => new()
    {
        Id = rule.Id ?? string.Create(CultureInfo.InvariantCulture, $"rule-{number}"),
        Status = rule.Status,
        Priority = rule.Priority ?? priority,
        HasFilter = true,
        Prefix = rule.Filter?.Prefix,
        Tags = [.. (rule.Filter?.Tags ?? new Dictionary<string, string>()).OrderBy(static tag => tag.Key, StringComparer.Ordinal)],
        Markers = rule.DeleteMarkers ? Enabled : Disabled,
        Existing = rule.ExistingObjects ? Enabled : null,
        Bucket = $"arn:objectstore:s3:::{new ReplicaDestination(rule.Destination.Target, rule.Destination.Bucket)}",
        StorageClass = rule.Destination.StorageClass,
        Kms = rule.Destination.KmsKeyId is null ? null : Enabled,
        KmsKeyId = rule.Destination.KmsKeyId,
    };
}
