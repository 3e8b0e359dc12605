namespace ObjectStore.Testing.Devices;

/// <summary>What a crash does to writes that were not synced.</summary>
public enum CrashLoss
{
    /// <summary>All stay: the process was killed, the machine was not.</summary>
    Nothing,

    /// <summary>All are lost.</summary>
    Everything,

    /// <summary>Those up to some point in time stay; the one at that point is cut in the middle of a sector.</summary>
    Suffix,

    /// <summary>Any subset of the sectors is lost, whatever the order of the writes; one is torn.</summary>
    AnySectors,
}
