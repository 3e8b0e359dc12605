using ObjectStore.Index.Objects;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Replication;

/// <summary>What answers say of replication.</summary>
internal static class ReplicationHeaders
{
    /// <summary>How far an object is replicated, or that it is a replica; nothing when it is neither.</summary>
    public static void AddStatus(S3Context context, ObjectRecord record)
    {
        if (record.Replication is { } replication) context.Response.Headers[AmzHeaders.ReplicationStatus] = NameOf(replication.Status);
    }

    private static string NameOf(ReplicationStatus status) => status switch
    {
        ReplicationStatus.Pending => "PENDING",
        ReplicationStatus.Completed => "COMPLETED",
        ReplicationStatus.Failed => "FAILED",
        _ => "REPLICA",
    };
}
