using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>How far an object is replicated, inside its row; docs/format/index.md §4.</summary>
internal static class ReplicationCodec
{
    /// <summary>A text of at least one byte: its length.</summary>
    private const int WaitingBytesMin = 2;

    public static void Write(ref RowWriter writer, StoredReplication replication)
    {
        writer.Byte((byte)replication.Status);
        writer.Number(replication.Waiting.Count);
        for (var i = 0; i < replication.Waiting.Count; i++) writer.Text(replication.Waiting[i]);
    }

    public static StoredReplication Read(ref RowReader reader)
    {
        var status = (ReplicationStatus)reader.Byte();
        var waiting = new string[reader.Count(WaitingBytesMin)];
        for (var i = 0; i < waiting.Length; i++) waiting[i] = reader.Text();
        reader.Require(status is >= ReplicationStatus.Pending and <= ReplicationStatus.Replica && waiting.Length <= StoredReplication.WaitingMax);
        reader.Require(waiting.Length == 0 || status is ReplicationStatus.Pending or ReplicationStatus.Failed);
        return new StoredReplication(status, waiting);
    }
}
