using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>What requests about quotas have in common.</summary>
internal static class QuotaAnswers
{
    /// <summary>Answers how the quota of a bucket stands.</summary>
    /// <exception cref="AdminException">The bucket is gone.</exception>
    public static Task AnswerAsync(AdminRequest request, string bucket, QuotaState? state) =>
        state is null ? throw BucketRequests.NoSuchBucket(bucket) : request.AnswerAsync(Describe(bucket, state), AdminJson.Default.BucketQuotaInfo);

    private static BucketQuotaInfo Describe(string bucket, QuotaState state) =>
        new(bucket, state.Quota.Bytes, state.Quota.Objects, NameOf(state.Mode), state.Used?.Bytes, state.Used?.Objects);

    private static string NameOf(QuotaMode mode) => mode switch
    {
        QuotaMode.None => "none",
        QuotaMode.Counting => "counting",
        QuotaMode.Over => "over",
        _ => "enforced",
    };
}
