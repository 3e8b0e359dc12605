using ObjectStore.Core;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Outbox;

/// <summary>Adds to a commit the outbox rows of what it does.</summary>
internal static class OutboxRows
{
    /// <summary>As in version ids: the low bits count within a millisecond.</summary>
    private const int CounterBits = 16;

    /// <summary>Puts the messages in their order, behind all that the key has in the outbox.</summary>
    /// <remarks>
    /// The commit requires the key's head unchanged, which was read before the outbox is: so whoever changes the key after another sees what that one put, unless it has been
    /// delivered.
    /// </remarks>
    public static async ValueTask AddAsync(
        Partition partition, KeyChange change, CommitBuilder commit, PlannedChange planned, ulong replacedPlace, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        var last = await partition.ScanAsync(RowKeys.OutboxOf(change.Bucket, change.Key), 1, reverse: true, cancellationToken);
        var before = Math.Max(last is [var row] && RowKeys.TryReadOutbox(row.Key.Span, out _, out var sequence) ? sequence : 0, replacedPlace);
        var next = Math.Max((ulong)Math.Max(0, planned.At.ToUnixTimeMilliseconds()) << CounterBits, before + 1);
        var nonce = (uint)Chance.NextBits();
        for (var i = 0; i < messages.Count; i++)
        {
            var rowKey = RowKeys.Outbox(change.Bucket, change.Key, next, nonce, (byte)i);
            commit.Put(rowKey, OutboxCodec.Encode(rowKey, planned.At, messages[i]));
        }
    }
}
