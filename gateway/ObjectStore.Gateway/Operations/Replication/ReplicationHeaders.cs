using ObjectStore.Gateway.Operations.Versions;
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

    /// <summary>That a replica was there before: what the write said of it besides its bytes was not taken.</summary>
    public static void AddExisted(S3Context context, ObjectRecord record)
    {
        VersionIds.AddHeader(context, new WriteResult(WriteOutcome.Applied, VersionName.Of(record.Version)));
        context.Response.Headers[AmzHeaders.ReplicaExisted] = "true";
    }

    /// <summary>As S3 writes a status.</summary>
    public static string NameOf(ReplicationStatus status) => status switch
    {
        ReplicationStatus.Pending => "PENDING",
        ReplicationStatus.Completed => "COMPLETED",
        ReplicationStatus.Failed => "FAILED",
        _ => "REPLICA",
    };
}
