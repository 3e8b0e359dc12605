using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Reads the rows of a quota.</summary>
internal static class QuotaRows
{
    private const int PageRows = 1_000;

    /// <summary>The ledger and its row, or null when it has none.</summary>
    public static async ValueTask<(QuotaLedger Ledger, Row Row)?> ReadLedgerAsync(IndexDatabase catalog, QuotaId quota, CancellationToken cancellationToken) =>
        await catalog.Store.ReadAsync(RowKeys.LedgerOfQuota(quota), cancellationToken) is { } row ? (Decode(row), row) : null;

    /// <summary>A ledger that has to be there: the fence says that the quota is in force.</summary>
    public static async ValueTask<(QuotaLedger Ledger, Row Row)> RequireLedgerAsync(IndexDatabase catalog, QuotaId quota, CancellationToken cancellationToken) =>
        await ReadLedgerAsync(catalog, quota, cancellationToken) ?? throw CorruptRow.Of(RowKeys.LedgerOfQuota(quota));

    /// <summary>The account of a database, with nothing when it has no row.</summary>
    public static QuotaAccount DecodeAccount(Row? row)
    {
        if (row is not { } present) return default;
        return QuotaCodec.TryDecodeAccount(present, out var account) ? account : throw CorruptRow.Of(present.Key.Span);
    }

    /// <summary>The rows of a database: account and purses. More than a page are not one moment, which the conditions of whoever changes them find out.</summary>
    public static ValueTask<QuotaHolding> ReadHoldingAsync(IndexDatabase database, QuotaId quota, CancellationToken cancellationToken) =>
        ReadHoldingAsync(quota, (range, limit, cancellation) => database.Store.ScanAsync(range, limit, reverse: false, cancellation), cancellationToken);

    /// <summary>The same out of a snapshot.</summary>
    public static ValueTask<QuotaHolding> ReadHoldingAsync(IOrderedSnapshot snapshot, QuotaId quota, CancellationToken cancellationToken) =>
        ReadHoldingAsync(quota, snapshot.ScanAsync, cancellationToken);

    public static QuotaLedger Decode(Row row) => QuotaCodec.TryDecodeLedger(row, out var ledger) ? ledger : throw CorruptRow.Of(row.Key.Span);

    private static async ValueTask<QuotaHolding> ReadHoldingAsync(
        QuotaId quota, Func<KeyRange, int, CancellationToken, ValueTask<IReadOnlyList<Row>>> scan, CancellationToken cancellationToken)
    {
        var range = RowKeys.AccountAndPursesOf(quota);
        Row? account = null;
        var purses = new List<(Row Row, StoredAmount Amount)>();
        while (true)
        {
            var rows = await scan(range, PageRows, cancellationToken);
            foreach (var row in rows)
            {
                if (RowKeys.KindOfQuota(row.Key.Span) == RowKeys.QuotaAccount) account = row;
                else if (QuotaCodec.TryDecodePurse(row, out var amount)) purses.Add((row, amount));
                else throw CorruptRow.Of(row.Key.Span);
            }

            if (rows.Count < PageRows) return new QuotaHolding(account, DecodeAccount(account), purses);
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
        }
    }
}
