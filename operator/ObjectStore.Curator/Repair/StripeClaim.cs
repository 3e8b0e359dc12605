namespace ObjectStore.Curator.Repair;

/// <summary>Who wants a stripe.</summary>
internal enum StripeClaim
{
    /// <summary>Nobody: no row names it and no write can name it any more.</summary>
    None,

    /// <summary>Perhaps a write that is under way.</summary>
    Pending,

    /// <summary>A row of the index.</summary>
    Named,
}
