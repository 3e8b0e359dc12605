using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Takes all room that a database has of a quota, or owes, out of purses and reserve into what it has returned.</summary>
internal sealed class QuotaRecall(IndexDatabase catalog, TimeProvider time)
{
    /// <summary>Each round has what was left by writers that were faster.</summary>
    private const int RoundsMax = 16;

    private static readonly TimeSpan BackoffStep = TimeSpan.FromMilliseconds(2);

    /// <summary>Takes what there is at some moment of the call.</summary>
    /// <param name="database">Where.</param>
    /// <param name="quota">Of which quota.</param>
    /// <param name="removesEmpty">Whether purses with nothing in them go, too.</param>
    /// <param name="cancellationToken">Stops between commits.</param>
    /// <exception cref="StorageException">Overloaded when writers were always faster; otherwise as the stores throw.</exception>
    public async ValueTask RunAsync(IndexDatabase database, QuotaId quota, bool removesEmpty, CancellationToken cancellationToken)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            if (round > 0) await Task.Delay(BackoffStep * round * Chance.Random.NextDouble(), time, cancellationToken);

            // The account first: a grant that is read later is at least as new as what the account knows of.
            var holding = await QuotaRows.ReadHoldingAsync(database, quota, cancellationToken);
            var (ledger, _) = await QuotaRows.RequireLedgerAsync(catalog, quota, cancellationToken);
            var purses = holding.Purses.Where(purse => removesEmpty || !purse.Amount.IsZero).ToList();
            var count = purses.Count;
            if (await TryTakeAsync(database, quota, holding, ledger.Of(database.Name).Granted, purses, cancellationToken) && purses.Count == count) return;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many spend from a quota that is nearly used up.");
    }

    /// <summary>Takes what is in the purses, without those that others change meanwhile: they are removed from the list. False when the account was changed.</summary>
    private static async ValueTask<bool> TryTakeAsync(
        IndexDatabase database, QuotaId quota, QuotaHolding holding, StoredAmount granted, List<(Row Row, StoredAmount Amount)> purses, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> accountKey = RowKeys.AccountOfQuota(quota);
        var account = holding.Account;
        while (true)
        {
            var taken = account.Reserve + granted - account.Received;
            var commit = new CommitBuilder().RequireUnchanged(accountKey, holding.AccountRow);
            foreach (var (row, amount) in purses)
            {
                taken += amount;
                commit.RequireUnchanged(row.Key, row).Delete(row.Key);
            }

            if (purses.Count == 0 && taken.IsZero && account.Received == granted) return true;
            commit.Put(accountKey, QuotaCodec.EncodeAccount(accountKey.Span, new QuotaAccount(granted, account.Returned + taken, default)));
            var result = await database.Store.CommitAsync(commit.Build(), cancellationToken);
            if (result.IsApplied) return true;
            if (result.FailedCondition == 0) return false;
            purses.RemoveAt(result.FailedCondition - 1);
        }
    }
}
