namespace ObjectStore.Index.Limits;

/// <summary>What a rate is of.</summary>
public enum RateKind
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Bytes of objects and parts from clients.</summary>
    Received,

    /// <summary>Bytes of objects to clients.</summary>
    Sent,
}
