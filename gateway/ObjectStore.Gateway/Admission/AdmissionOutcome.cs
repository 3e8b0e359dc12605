namespace ObjectStore.Gateway.Admission;

/// <summary>What became of a request for a place.</summary>
internal enum AdmissionOutcome
{
    /// <summary>It has one.</summary>
    Admitted,

    /// <summary>All places are taken.</summary>
    Full,

    /// <summary>There are places, but not for this tenant, which has its share.</summary>
    OverShare,
}
