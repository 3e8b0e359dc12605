using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Quotas;

/// <summary>What has a quota, a bucket or an owner, as its row in the catalog was read. The row decides the mode; fences follow it.</summary>
internal abstract class QuotaHolder
{
    public abstract QuotaId Id { get; }

    /// <summary>What writes do, or are about to do once all fences say so.</summary>
    public abstract QuotaMode Mode { get; }

    /// <summary>Whether every fence says so.</summary>
    public abstract bool IsInForce { get; }

    /// <summary>Names of the databases that may have a fence, and so accounts.</summary>
    public abstract IReadOnlyList<string> Databases { get; }

    /// <summary>Ends a change of the mode that is under way, so that every fence says what the row says.</summary>
    public abstract ValueTask SettleAsync(CancellationToken cancellationToken);

    /// <summary>Changes the mode in one commit with what else that does, and then puts it into all fences; false when another has changed anything of it.</summary>
    /// <param name="mode">Its mode from now on. All fences are written anew, also when it is the same.</param>
    /// <param name="commit">Requires what has led here, and puts the ledger.</param>
    /// <param name="cancellationToken">Stops before and after the commit.</param>
    public abstract ValueTask<bool> TryChangeModeAsync(QuotaMode mode, CommitBuilder commit, CancellationToken cancellationToken);
}
