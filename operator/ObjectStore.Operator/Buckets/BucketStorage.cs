using ObjectStore.Index.Catalog;
using ObjectStore.Index.Quotas;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Buckets;

/// <summary>Brings the quota of a bucket to what its resource asks for, and tells what the bucket holds.</summary>
internal static class BucketStorage
{
    /// <summary>Name of the setting.</summary>
    public const string Name = "quota";

    /// <summary>A bucket that takes longer to be counted is left to the curator, so that other resources need not wait for it.</summary>
    private static readonly TimeSpan CountMax = TimeSpan.FromSeconds(10);

    /// <summary>Why the quota cannot be set, or null. Pure.</summary>
    public static SpecProblem? Check(BucketSpec spec) =>
        spec.Quota is null || QuotaOf(spec).IsValid ? null : new SpecProblem("InvalidQuota", $"A quota is a number from 0 to {StorageQuota.Max}.");

    /// <summary>Sets the quota where it is not as the spec has it, or takes one back that the spec had. What is not named is left as it is.</summary>
    public static async Task<(SpecProblem? Problem, BucketStorageUsage? Usage)> ApplyAsync(
        V1Alpha1Bucket resource, BucketRecord bucket, IBucketQuotas quotas, CancellationToken cancellationToken)
    {
        var isNamed = resource.Spec!.Quota is not null;
        if (!isNamed && resource.Status?.Configured?.Contains(Name) is not true) return default;
        var asked = QuotaOf(resource.Spec);
        var state = await quotas.GetAsync(bucket, cancellationToken);
        if (state is not null && (state.Quota != asked || (isNamed && state.Mode == QuotaMode.None))) state = await SetAsync(bucket, asked, quotas, cancellationToken);
        if (!isNamed) return default;
        return state?.Used is { } used
            ? (null, new BucketStorageUsage { Bytes = used.Bytes, Objects = used.Objects, Percent = (long)Math.Min(state.UsedRatio * 100, long.MaxValue) })
            : (new SpecProblem("QuotaCounting", "What the bucket holds is being counted; its quota holds when that is done."), null);
    }

    /// <summary>The state then; null when counting takes longer.</summary>
    private static async Task<QuotaState?> SetAsync(BucketRecord bucket, StorageQuota quota, IBucketQuotas quotas, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(CountMax);
        try
        {
            return await quotas.SetAsync(bucket, quota, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static StorageQuota QuotaOf(BucketSpec spec) => new(spec.Quota?.Bytes, spec.Quota?.Objects);
}
