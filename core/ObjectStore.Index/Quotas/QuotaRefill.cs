using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Finds room for a purse that has too little: in the reserve of its database, in the ledger, and then everywhere. Refuses only what fits nowhere.</summary>
internal sealed class QuotaRefill(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Each attempt ends with room, a refusal, or another that was faster.</summary>
    private const int AttemptsMax = 16;

    /// <summary>Guess: a purse takes this part of a reserve, so that 64 purses leave an eighth of it.</summary>
    private const int PursesPerReserve = 32;

    private static readonly TimeSpan BackoffStep = TimeSpan.FromMilliseconds(2);

    private readonly QuotaHolders _holders = new(databases, time);
    private readonly QuotaGather _gather = new(databases, time);

    private IndexDatabase Catalog => databases.Catalog;

    /// <summary>Fills a purse for a charge.</summary>
    /// <returns>Applied when it holds enough; a refusal; null when the fence that the charge goes by is no longer as it was.</returns>
    /// <exception cref="StorageException">Overloaded when others were always faster; otherwise as the stores throw.</exception>
    public async ValueTask<WriteOutcome?> RunAsync(IndexDatabase database, QuotaCharge charge, Purse purse, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (attempt > 0) await Task.Delay(BackoffStep * attempt * Chance.Random.NextDouble(), time, cancellationToken);
            if (charge.Mode == QuotaMode.Enforced && await TryTakeAsync(database, charge, purse, receives: false, cancellationToken)) return WriteOutcome.Applied;
            if (await _holders.ReadAsync(charge.Quota, cancellationToken) is not { } holder) return null;
            if (holder.Mode != charge.Mode)
            {
                // The fence is of another time: it was written since, or a change of the mode was cut off on its way to it.
                if (!holder.IsInForce) await holder.SettleAsync(cancellationToken);
                return null;
            }

            var (ledger, row) = await QuotaRows.RequireLedgerAsync(Catalog, charge.Quota, cancellationToken);
            if (charge.Mode == QuotaMode.Enforced && await TryTakeFreeAsync(database, charge, purse, ledger, row, cancellationToken)) return WriteOutcome.Applied;
            if (charge.RefusalFor(await _gather.ReadRoomAsync(holder, ledger, cancellationToken)) is { } refusal) return refusal;
            if (!holder.IsInForce)
            {
                await holder.SettleAsync(cancellationToken);
                return null;
            }

            var gathered = await TryGatherAsync(database, charge, purse, holder, cancellationToken);
            if (gathered is null) return null;
            if (gathered == true) return WriteOutcome.Applied;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many spend from a quota that is nearly used up.");
    }

    /// <summary>The refusal of a commit that would need so much now; null where there is room, or whoever has the quota is gone. By the same sums as <see cref="RunAsync"/>, and changes nothing.</summary>
    public async ValueTask<WriteOutcome?> FindRefusalAsync(QuotaId quota, StoredAmount amount, CancellationToken cancellationToken)
    {
        if (await _holders.ReadAsync(quota, cancellationToken) is not { Mode: QuotaMode.Over or QuotaMode.Enforced } holder) return null;
        if (await QuotaRows.ReadLedgerAsync(Catalog, quota, cancellationToken) is not { } found) return null;
        return new QuotaCharge(quota, holder.Mode, amount).RefusalFor(await _gather.ReadRoomAsync(holder, found.Ledger, cancellationToken));
    }

    /// <summary>Takes from what the ledger has given to the database already, or has free.</summary>
    private async ValueTask<bool> TryTakeFreeAsync(
        IndexDatabase database, QuotaCharge charge, Purse purse, QuotaLedger ledger, Row row, CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(database, charge, purse, receives: true, cancellationToken)) return true;
        var need = charge.Amount.Need;
        return ledger.Free.Covers(need)
            && await _gather.TryGrantAsync(ledger, row, database.Name, ledger.Free.TakeFor(need, SharesOf), cancellationToken)
            && await TryTakeAsync(database, charge, purse, receives: true, cancellationToken);
    }

    /// <summary>Brings all room together and takes from it; null when what is held is found to be within the quota again, and the mode was changed.</summary>
    private async ValueTask<bool?> TryGatherAsync(IndexDatabase database, QuotaCharge charge, Purse purse, QuotaHolder holder, CancellationToken cancellationToken)
    {
        var (ledger, row) = await _gather.RunAsync(holder, removesEmpty: false, cancellationToken);
        purse.Forget();
        if (charge.Mode == QuotaMode.Over && ledger.Free.IsNotNegative)
            return await holder.TryChangeModeAsync(QuotaMode.Enforced, QuotaGather.Replace(row, ledger), cancellationToken) ? null : false;

        var need = charge.Amount.Need;
        if (!ledger.Free.Covers(need)) return false;
        var amount = charge.Mode == QuotaMode.Enforced ? ledger.Free.TakeFor(need, SharesOf) : need;
        return await _gather.TryGrantAsync(ledger, row, database.Name, amount, cancellationToken)
            && await TryTakeAsync(database, charge, purse, receives: true, cancellationToken);
    }

    /// <summary>A part of what is free for each database, and as much for those that ask later; all of it where there is one.</summary>
    private int SharesOf => databases.All.Count == 1 ? 1 : 2 * databases.All.Count;

    /// <summary>Moves room from the reserve of the database, which may first receive what the ledger has given to it, into the purse. False when there is too little, or others were faster.</summary>
    private async ValueTask<bool> TryTakeAsync(IndexDatabase database, QuotaCharge charge, Purse purse, bool receives, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> accountKey = RowKeys.AccountOfQuota(charge.Quota);
        var rows = await database.Store.ReadAsync([accountKey, purse.Key], cancellationToken);
        purse.Remember(rows[1]);
        var need = charge.Amount.Need;
        if (charge.Mode == QuotaMode.Enforced)
        {
            if (purse.Amount.Covers(need)) return true;
            need = (need - purse.Amount).Need;
        }

        var account = QuotaRows.DecodeAccount(rows[0]);
        if (receives)
        {
            // Read after the account, so that it is at least as new as what the account knows of.
            var granted = (await QuotaRows.RequireLedgerAsync(Catalog, charge.Quota, cancellationToken)).Ledger.Of(database.Name).Granted;
            account = account with { Received = granted, Reserve = account.Reserve + granted - account.Received };
        }

        if (!account.Reserve.Covers(need)) return false;

        // While more may be held than the quota a purse gets what the charge needs, and no more.
        var taken = charge.Mode == QuotaMode.Enforced ? account.Reserve.TakeFor(need, PursesPerReserve) : need;
        var filled = purse.Amount + taken;
        var commit = new CommitBuilder().RequireUnchanged(accountKey, rows[0]);
        commit.Put(accountKey, QuotaCodec.EncodeAccount(accountKey.Span, account with { Reserve = account.Reserve - taken }));
        purse.Put(commit, filled);
        purse.Forget();
        var result = await database.Store.CommitAsync(commit.Build(), cancellationToken);
        if (result.IsApplied) purse.Remember(filled, result.Revision);
        return result.IsApplied;
    }
}
