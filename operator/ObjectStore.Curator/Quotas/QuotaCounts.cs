namespace ObjectStore.Curator.Quotas;

/// <summary>What a pass over the quotas of all buckets found.</summary>
internal sealed class QuotaCounts
{
    /// <summary>Buckets that have or had a quota.</summary>
    public long Buckets { get; set; }

    /// <summary>Buckets that hold nine tenths of their quota or more.</summary>
    public long NearlyFull { get; set; }

    /// <summary>Buckets that hold more than their quota.</summary>
    public long Over { get; set; }

    /// <summary>Buckets whose quota could not be put in force or counted.</summary>
    public long Unsettled { get; set; }
}
