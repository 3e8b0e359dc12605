using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Limits;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>What requests about quotas have in common.</summary>
internal static class QuotaAnswers
{
    /// <summary>Answers how the quota of a bucket stands.</summary>
    /// <exception cref="AdminException">The bucket is gone.</exception>
    public static Task AnswerAsync(AdminRequest request, string bucket, QuotaState? state) =>
        state is null ? throw BucketRequests.NoSuchBucket(bucket) : request.AnswerAsync(Describe(bucket, state), AdminJson.Default.BucketQuotaInfo);

    /// <summary>Answers how the quota of a user stands.</summary>
    public static Task AnswerUserAsync(AdminRequest request, string userId, QuotaState state) => request.AnswerAsync(DescribeUser(userId, state), AdminJson.Default.UserQuotaInfo);

    /// <summary>How the quota of a user stands.</summary>
    public static UserQuotaInfo DescribeUser(string userId, QuotaState state) =>
        new(userId, state.Quota.Bytes, state.Quota.Objects, NameOf(state.Mode), state.Used?.Bytes, state.Used?.Objects);

    /// <summary>The quota that is asked for.</summary>
    /// <exception cref="AdminException">It cannot be set.</exception>
    public static StorageQuota QuotaOf(long? bytes, long? objects)
    {
        var quota = new StorageQuota(bytes, objects);
        return quota.IsValid ? quota : throw AdminException.Invalid($"A quota is a number from 0 to {StorageQuota.Max}.");
    }

    /// <summary>The id of the user that is asked for. Users need not be known here: gateways may have identities of their own.</summary>
    /// <exception cref="AdminException">No user has such an id.</exception>
    public static string UserIdOf(string userId) =>
        UserLimitsCatalog.IsUserId(userId) ? userId : throw AdminException.Invalid($"A user id has 1 to {UserLimitsCatalog.UserIdBytesMax} bytes and no control characters.");

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
