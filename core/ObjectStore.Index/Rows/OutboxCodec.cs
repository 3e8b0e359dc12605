using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Rows;

/// <summary>Outbox rows, key and value; docs/format/index.md §10.</summary>
internal static class OutboxCodec
{
    private const byte Version = 1;
    private const int SizeHint = 512;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, DateTimeOffset queuedAt, OutboxMessage message)
    {
        var writer = new RowWriter(RowFamily.Outbox, Version, 1, SizeHint);
        writer.Byte((byte)message.Consumer);
        writer.Time(queuedAt);
        writer.Text(message.Destination);
        writer.Bytes(message.Content.Span);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out OutboxEntry entry)
    {
        entry = null!;
        if (!RowReader.TryOpen(RowFamily.Outbox, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        if (!RowKeys.TryReadOutbox(row.Key.Span, out var key, out var sequence)) return false;
        var consumer = (OutboxConsumer)reader.Byte();
        var queuedAt = reader.Time();
        var message = new OutboxMessage(consumer, reader.Text(), reader.Bytes().ToArray());
        entry = new OutboxEntry(row.Key, RowKeys.BucketOf(row.Key.Span), key, sequence, queuedAt, message);
        return reader.IsComplete;
    }
}
