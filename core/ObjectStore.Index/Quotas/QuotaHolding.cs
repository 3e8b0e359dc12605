using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Quotas;

/// <summary>What a database has of a quota.</summary>
/// <param name="AccountRow">Row of the account; null when there is none.</param>
/// <param name="Account">The account.</param>
/// <param name="Purses">All purses.</param>
internal sealed record QuotaHolding(Row? AccountRow, QuotaAccount Account, IReadOnlyList<(Row Row, StoredAmount Amount)> Purses)
{
    /// <summary>What the commits in this database have added to what is held: what came, is not back, and is not here. Transfers do not change it.</summary>
    public StoredAmount Used
    {
        get
        {
            var used = Account.Received - Account.Returned - Account.Reserve;
            foreach (var (_, amount) in Purses) used -= amount;
            return used;
        }
    }
}
