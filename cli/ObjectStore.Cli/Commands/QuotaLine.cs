using ObjectStore.AdminApi;

namespace ObjectStore.Cli.Commands;

/// <summary>A line of a table of quotas.</summary>
internal sealed record QuotaLine(string Name, string State, long? UsedBytes, long? Bytes, long? UsedObjects, long? Objects)
{
    public static QuotaLine Of(BucketQuotaInfo quota) => new(quota.Bucket, quota.State, quota.UsedBytes, quota.Bytes, quota.UsedObjects, quota.Objects);

    public static QuotaLine Of(UserQuotaInfo quota) => new(quota.UserId, quota.State, quota.UsedBytes, quota.Bytes, quota.UsedObjects, quota.Objects);
}
