namespace ObjectStore.Gateway.Rates;

/// <summary>Why a request was told to slow down.</summary>
internal enum RefusalReason
{
    /// <summary>Every place is taken.</summary>
    Full,

    /// <summary>Its user has its share of the places.</summary>
    OverShare,

    /// <summary>Its user is over a rate.</summary>
    UserRate,

    /// <summary>Its bucket is over a rate.</summary>
    BucketRate,
}
