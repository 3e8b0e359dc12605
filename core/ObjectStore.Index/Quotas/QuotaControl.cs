using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Makes mode and ledger of a quota follow what was set. The steps and why they are safe: docs/adr/0030 and 0036.</summary>
/// <remarks>
/// Whoever sets a quota writes it down, and then calls this, which goes on from wherever things are: so a step that was cut off is taken by the next who comes.
/// Invariant: limit and count of a ledger change only in one commit with the holder's row, which is <see cref="QuotaMode.Over"/> then and gets new fences.
/// </remarks>
internal sealed class QuotaControl(IndexDatabases databases, MoveOptions options, TimeProvider time)
{
    /// <summary>Guess: purses of a few processes. More are of processes that are gone.</summary>
    private const int PursesMax = 256;

    private readonly QuotaGather _gather = new(databases, time);
    private readonly QuotaCount _count = new(databases, options, time);

    /// <summary>The quota and what is held, from a few small rows; null when there is nobody to have it.</summary>
    public async ValueTask<QuotaState?> GetAsync(IQuotaSubject subject, CancellationToken cancellationToken)
    {
        if (await subject.ReadAsync(cancellationToken) is not { } found) return null;
        var mode = found.Holder.Mode;
        if (found.Ledger is not { } ledger || mode is QuotaMode.None or QuotaMode.Counting) return new QuotaState(found.Quota, mode, null);
        return new QuotaState(found.Quota, mode, ledger.Limit - await _gather.ReadRoomAsync(found.Holder, ledger, cancellationToken));
    }

    /// <summary>Ends what was begun and cut off; null when there is nobody to have the quota.</summary>
    public async ValueTask<QuotaState?> SettleAsync(IQuotaSubject subject, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < QuotaAttempts.Max; attempt++)
        {
            if (await subject.ReadAsync(cancellationToken) is not { IsEnding: false } found) return null;
            if (!found.Holder.IsInForce)
                await found.Holder.SettleAsync(cancellationToken);
            else if (await IsSettledAsync(subject, found, cancellationToken))
                return await GetAsync(subject, cancellationToken);
        }

        throw QuotaAttempts.Exhausted();
    }

    /// <summary>Counts again what is held, and puts right what the accounts say of it. Nothing where there has never been a quota.</summary>
    public async ValueTask<QuotaState?> RecountAsync(IQuotaSubject subject, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < QuotaAttempts.Max; attempt++)
        {
            if (await subject.ReadAsync(cancellationToken) is not { IsEnding: false } found) return null;
            if (!found.Holder.IsInForce)
            {
                // Where a fence does not yet say that writes are accounted, they would pass by the count.
                await found.Holder.SettleAsync(cancellationToken);
                continue;
            }

            if (found.Holder.Mode != QuotaMode.None) await CountAsync(subject, found.Holder.Id, cancellationToken);
            return await SettleAsync(subject, cancellationToken);
        }

        throw QuotaAttempts.Exhausted();
    }

    /// <summary>Whether nothing is left to be done; otherwise does the next step, or lets another be faster.</summary>
    private async ValueTask<bool> IsSettledAsync(IQuotaSubject subject, QuotaStanding found, CancellationToken cancellationToken)
    {
        var mode = found.Holder.Mode;
        if (mode == QuotaMode.None) return true;
        if (mode == QuotaMode.Counting || found.Ledger is not { } ledger || _gather.LostOf(ledger).Any())
        {
            await CountAsync(subject, found.Holder.Id, cancellationToken);
            return false;
        }

        if (ledger.Limit != found.Quota.Limit)
        {
            await TryStoreAsync(found, ledger with { Limit = found.Quota.Limit }, cancellationToken);
            return false;
        }

        if (mode == QuotaMode.Over) return !await TryEnforceAsync(found, cancellationToken);
        await TidyAsync(found.Holder, cancellationToken);
        return true;
    }

    /// <summary>Counts what is held, and stores the count with the limit that was set.</summary>
    private async ValueTask CountAsync(IQuotaSubject subject, QuotaId quota, CancellationToken cancellationToken)
    {
        var uncounted = await _count.RunAsync(quota, subject, cancellationToken);
        for (var attempt = 0; attempt < QuotaAttempts.Max; attempt++)
        {
            if (await subject.ReadAsync(cancellationToken) is not { } found) return;
            IReadOnlyList<DatabaseShare> kept = [.. (found.Ledger?.Databases ?? []).Where(share => databases.Contains(share.Database))];
            if (await TryStoreAsync(found, new QuotaLedger(found.Quota.Limit, uncounted, kept), cancellationToken)) return;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many spend from the quota that is to be set.");
    }

    /// <summary>Stores a ledger with another limit or count. From then on every write looks for room by it.</summary>
    private static ValueTask<bool> TryStoreAsync(QuotaStanding found, QuotaLedger ledger, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> key = RowKeys.LedgerOfQuota(found.Holder.Id);
        var commit = new CommitBuilder()
            .RequireUnchanged(key, found.LedgerRow).Put(key, QuotaCodec.EncodeLedger(key.Span, ledger))
            .RequireUnchanged(found.QuotaKey, found.QuotaRow);
        return found.Holder.TryChangeModeAsync(QuotaMode.Over, commit, cancellationToken);
    }

    /// <summary>Lets purses be used again when no more is held than the quota. False when more is.</summary>
    private async ValueTask<bool> TryEnforceAsync(QuotaStanding found, CancellationToken cancellationToken)
    {
        var (ledger, row) = await _gather.RunAsync(found.Holder, removesEmpty: true, cancellationToken);
        if (!ledger.Free.IsNotNegative) return false;

        // Another change is as good a reason to look again.
        await found.Holder.TryChangeModeAsync(QuotaMode.Enforced, QuotaGather.Replace(row, ledger), cancellationToken);
        return true;
    }

    /// <summary>Processes leave purses behind when they end; what is in them is in the way of nobody, but their number must not grow for ever.</summary>
    private async ValueTask TidyAsync(QuotaHolder holder, CancellationToken cancellationToken)
    {
        foreach (var database in holder.Databases.Where(databases.Contains).Select(databases.Get))
        {
            var holding = await QuotaRows.ReadHoldingAsync(database, holder.Id, cancellationToken);
            if (holding.Purses.Count <= PursesMax) continue;
            await _gather.RunAsync(holder, removesEmpty: true, cancellationToken);
            return;
        }
    }
}
