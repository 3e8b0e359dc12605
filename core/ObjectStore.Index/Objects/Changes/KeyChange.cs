using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>A change of the rows of one key: reads them, decides, and fills the commit. Planned anew when the commit meets a conflict.</summary>
/// <param name="bucket">Bucket of the key.</param>
/// <param name="key">The key.</param>
internal abstract class KeyChange(BucketId bucket, ObjectKey key)
{
    public BucketId Bucket => bucket;

    public ObjectKey Key => key;

    /// <summary>By how many rows of objects and versions the planned commit changes their number.</summary>
    public int KeyCountChange { get; protected set; }

    /// <summary>What the planned commit adds to what the bucket holds, with what its fence says about quotas; what goes is negative.</summary>
    public CommitCharge Charge { get; protected set; }

    /// <summary>Whether the planned commit costs a quota anything.</summary>
    public bool IsCharged => Charge is { IsCharged: true, Amount.IsZero: false };

    /// <summary>Changes of one key with equal salt exclude one another inside the process, so that they do not conflict in vain.</summary>
    public virtual int LockSalt => 0;

    /// <summary>Whether the plan itself requires the bucket's fence, as its first condition, because it goes by the rules in it.</summary>
    public virtual bool RequiresFence => false;

    /// <summary>Whether the plan goes by <see cref="Fence"/>.</summary>
    public virtual bool MayGoByKnownFence => false;

    /// <summary>The bucket's fence as it was read before, for the plan to go by: then whatever it says holds only if its commit is applied. Null to read it; then, once planned, what was read.</summary>
    public BucketFence? Fence { get; set; }

    /// <summary>
    /// Whether it gives way to all others: it excludes nobody, is tried once, and where it conflicts or the database has no fence of the bucket the outcome is PreconditionFailed.
    /// </summary>
    public virtual bool GivesWay => false;

    /// <summary>The outcome when the bucket turns out to be gone.</summary>
    public virtual WriteOutcome OutcomeWithoutBucket => WriteOutcome.NoSuchBucket;

    /// <summary>Adds conditions and writes to the commit and answers Applied, or answers why there is nothing to commit; NoSuchBucket when the fence is missing.</summary>
    public abstract ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken);

    /// <summary>For plans that go by the quota in the fence alone: requires the fence as it was read, and begins the charge; false when there is none.</summary>
    protected bool TryRequireFence(CommitBuilder commit, Row? fence)
    {
        if (fence is not { } row) return false;
        BeginCharge(BucketCodec.TryDecodeRules(row, out var rules) ? rules : throw CorruptRow.Of(row));
        commit.RequireUnchanged(row.Key, row);
        return true;
    }

    /// <summary>Begins the charge of a plan by the rules that it goes by.</summary>
    protected void BeginCharge(BucketRules rules) => Charge = CommitCharge.By(Bucket, rules);

    /// <summary>Charges for more bytes and objects.</summary>
    protected void AddCharge(long bytes, long objects) => Charge = Charge.Add(new StoredAmount(bytes, objects));
}
