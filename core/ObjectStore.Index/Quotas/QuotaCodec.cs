using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Rows of quotas; docs/format/index.md §11.</summary>
internal static class QuotaCodec
{
    private const byte Version = 1;

    /// <summary>Length of the name, and four numbers.</summary>
    private const int ShareBytesMin = 5;

    private const int SizeHint = 48;

    public static ReadOnlyMemory<byte> EncodeLedger(ReadOnlySpan<byte> rowKey, QuotaLedger ledger)
    {
        var writer = new RowWriter(rowKey[0], Version, 1, SizeHint);
        Write(ref writer, ledger.Limit);
        Write(ref writer, ledger.Uncounted);
        writer.Number(ledger.Databases.Count);
        foreach (var share in ledger.Databases)
        {
            writer.Text(share.Database);
            Write(ref writer, share.Granted);
            Write(ref writer, share.Returned);
        }

        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecodeLedger(Row row, out QuotaLedger ledger)
    {
        ledger = null!;
        if (!RowReader.TryOpen(row.Key.Span[0], Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var (limit, uncounted) = (Read(ref reader), Read(ref reader));
        var shares = new DatabaseShare[reader.Count(ShareBytesMin)];
        for (var i = 0; i < shares.Length && reader.IsGood; i++) shares[i] = new DatabaseShare(reader.Text(), Read(ref reader), Read(ref reader));
        ledger = new QuotaLedger(limit, uncounted, shares);
        return reader.IsComplete;
    }

    public static ReadOnlyMemory<byte> EncodeAccount(ReadOnlySpan<byte> rowKey, QuotaAccount account)
    {
        var writer = new RowWriter(rowKey[0], Version, 1, SizeHint);
        Write(ref writer, account.Received);
        Write(ref writer, account.Returned);
        Write(ref writer, account.Reserve);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecodeAccount(Row row, out QuotaAccount account)
    {
        account = default;
        if (!RowReader.TryOpen(row.Key.Span[0], Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        account = new QuotaAccount(Read(ref reader), Read(ref reader), Read(ref reader));
        return reader.IsComplete;
    }

    public static ReadOnlyMemory<byte> EncodePurse(ReadOnlySpan<byte> rowKey, StoredAmount amount)
    {
        var writer = new RowWriter(rowKey[0], Version, 1, SizeHint);
        Write(ref writer, amount);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecodePurse(Row row, out StoredAmount amount)
    {
        amount = default;
        if (!RowReader.TryOpen(row.Key.Span[0], Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        amount = Read(ref reader);
        return reader.IsComplete;
    }

    /// <summary>Only quotas of owners have fences.</summary>
    public static ReadOnlyMemory<byte> EncodeFence(ReadOnlySpan<byte> rowKey, OwnerQuotaFence fence)
    {
        var writer = new RowWriter(rowKey[0], Version, 1, SizeHint);
        writer.Text(fence.OwnerId);
        writer.Number(fence.Generation);
        writer.Byte((byte)fence.Mode);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecodeFence(Row row, out OwnerQuotaFence fence)
    {
        fence = default;
        if (!RowReader.TryOpen(row.Key.Span[0], Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        fence = new OwnerQuotaFence(reader.Text(), reader.Number(ulong.MaxValue), (QuotaMode)reader.Byte());
        reader.Require(fence.Mode is > QuotaMode.None and <= QuotaMode.Enforced && fence.Generation > 0);
        return reader.IsComplete;
    }

    /// <summary>Whether a row of the family can be read as what its key says that it is.</summary>
    public static bool CanDecode(Row row) => RowKeys.KindOfQuota(row.Key.Span) switch
    {
        RowKeys.QuotaLedger => TryDecodeLedger(row, out _),
        RowKeys.QuotaAccount => TryDecodeAccount(row, out _),
        RowKeys.QuotaPurse => TryDecodePurse(row, out _),
        RowKeys.QuotaFence => row.Key.Span[0] == RowFamily.OwnerQuota && TryDecodeFence(row, out _),
        _ => false,
    };

    private static void Write(ref RowWriter writer, StoredAmount amount)
    {
        writer.Number(ZigZag(amount.Bytes));
        writer.Number(ZigZag(amount.Objects));
    }

    private static StoredAmount Read(ref RowReader reader) => new(UnZigZag(reader.Number(ulong.MaxValue)), UnZigZag(reader.Number(ulong.MaxValue)));

    private static ulong ZigZag(long value) => (ulong)(value << 1) ^ (ulong)(value >> 63);

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
